// TLS in front of a proxy that speaks HTTP on loopback, with the portal's own
// certificate.  Arguments: port, port of the proxy, port of the portal,
// certificate, key.  Pictures and PDFs go to the portal: the proxy takes every
// body for text.  Writes down what the proxy did not let pass, and why.
import fs from "node:fs";
import http from "node:http";
import https from "node:https";

const [port, proxy, portal, cert, key] = process.argv.slice(2);
const tls = { cert: fs.readFileSync(cert), key: fs.readFileSync(key) };
const binary = /^\/v1\/(captcha\/[^/]+|letter\/[^/]+\/pdf)$/;

function forward(asked, came) {
	const { method, url, headers } = asked;
	const to = { method, path: url, headers };

	return binary.test(url) ?
		https.request({ ...to, host: "localhost", port: portal }, came) :
		http.request({ ...to, host: "127.0.0.1", port: proxy }, came);
}

https.createServer(tls, (asked, answer) => {
	const on = forward(asked, (came) => {
		answer.writeHead(came.statusCode, came.headers);
		came.pipe(answer);
		came.on("data", (part) => {
			if (part.includes("stoplight.io/prism/errors"))
				console.log(asked.method, asked.url, `${part}`);
		});
	});

	on.on("error", (e) => {
		console.log(asked.method, asked.url, e.message);
		answer.destroy();
	});
	asked.pipe(on);
}).listen(port, "127.0.0.1");
