// A real OpenID provider for the tests: node's oidc-provider with a device
// page that takes any identity number as the name of an account.
// usage: node issuer.mjs DIR PORT
//   DIR/tls/server.crt server.key   its certificate
//   DIR/issuer.json                 options, read at each request:
//     life     seconds that a device code lives (default 300)
//     interval seconds that the client is told (default 1)
//     slow     so many answers of the token endpoint are slow_down
//     stall    the token endpoint answers once this is gone
//   DIR/issuer.log                  one line for each question of the client
// Says "listening" on standard output.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [dir, port] = process.argv.slice(2);
const issuer = `https://localhost:${port}`;
const file = `${dir}/issuer.json`;

const options = () => {
	try {
		return JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		return {};
	}
};

const key = (kind, params, alg) => ({
	...generateKeyPairSync(kind, params).privateKey.export({ format: 'jwk' }),
	kid: alg, alg, use: 'sig',
});

const client = (alg) => ({
	client_id: `portal-${alg}`,
	client_secret: 'a secret of the tests: %&+',
	grant_types: ['urn:ietf:params:oauth:grant-type:device_code'],
	response_types: [],
	redirect_uris: [],
	id_token_signed_response_alg: alg,
});

const algorithms = ['RS256', 'PS256', 'ES256', 'EdDSA'];

const provider = new Provider(issuer, {
	clients: algorithms.map(client),
	jwks: { keys: [
		key('rsa', { modulusLength: 2048 }, 'RS256'),
		key('rsa', { modulusLength: 2048 }, 'PS256'),
		key('ec', { namedCurve: 'P-256' }, 'ES256'),
		key('ed25519', {}, 'EdDSA'),
	] },
	enabledJWA: { idTokenSigningAlgValues: algorithms },
	features: {
		deviceFlow: { enabled: true },
		devInteractions: { enabled: true },
	},
	claims: { openid: ['sub', 'identity_number'] },
	conformIdTokenClaims: false,
	cookies: { keys: ['only for tests'] },
	ttl: { DeviceCode: () => options().life ?? 300 },
	findAccount: (ctx, id) => ({
		accountId: id,
		claims: () => ({ sub: id, identity_number: id }),
	}),
});

const slowDown = () => {
	const now = options();
	if (!(now.slow > 0)) return false;
	writeFileSync(file, JSON.stringify({ ...now, slow: now.slow - 1 }));
	return true;
};

provider.use(async (ctx, next) => {
	if (ctx.path === '/token') {
		while (options().stall)
			await new Promise((done) => setTimeout(done, 50));
		if (slowDown()) {
			ctx.status = 400;
			ctx.body = { error: 'slow_down' };
		} else {
			await next();
		}
		const said = ctx.body?.error ?? 'token';
		appendFileSync(`${dir}/issuer.log`, `${Date.now()} ${said}\n`);
		return;
	}
	await next();
	if (ctx.path === '/device/auth' && ctx.body?.device_code)
		ctx.body.interval = options().interval ?? 1;
});

createServer({
	key: readFileSync(`${dir}/tls/server.key`),
	cert: readFileSync(`${dir}/tls/server.crt`),
}, provider.callback()).listen(Number(port), '127.0.0.1', () => {
	console.log('listening');
});
