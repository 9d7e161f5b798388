/* openapi.yaml against the code: every operation, every field with its type
 * and bound, every problem code, and nothing more. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "base/yaml.h"
#include "portal/openapi.h"
#include "wire/tables.h"
#include "wire/wire.h"

static struct yaml_doc *doc;

static int
setup(void **state)
{
	char error[256] = "";

	(void)state;
	if (yaml_read_text("openapi.yaml", openapi_text, openapi_size, &doc,
	    error, sizeof(error)) == ERR_OK)
		return 0;
	print_error("%s\n", error);
	return -1;
}

static int
teardown(void **state)
{
	(void)state;
	yaml_free(&doc);
	return 0;
}

static const struct yaml_node *
need(const struct yaml_node *map, const char *key)
{
	const struct yaml_node *n = map == NULL ? NULL : yaml_get(map, key);

	if (n == NULL)
		fail_msg("no key %s (line %d)", key, map == NULL ? 0 :
		    map->line);
	return n;
}

static bool
lists(const struct yaml_node *list, const char *text)
{
	for (size_t i = 0; list != NULL && i < list->count; i++) {
		if (strcmp(list->items[i].text, text) == 0)
			return true;
	}
	return false;
}

static const struct yaml_node *
operation(enum wire_op op)
{
	const struct wire_op_info *info = wire_op_info(op);
	char method[16];
	size_t i;

	for (i = 0; info->method[i] != '\0'; i++)
		method[i] = ascii_lower(info->method[i]);
	method[i] = '\0';
	return need(need(need(yaml_root(doc), "paths"), info->path), method);
}

static void
test_every_operation_is_described(void **state)
{
	(void)state;
	for (int i = 0; i < WIRE_OP_COUNT; i++) {
		const struct wire_op_info *info = wire_op_info((enum wire_op)i);
		const struct yaml_node *op = operation((enum wire_op)i);
		const struct yaml_node *keys = yaml_get(op, "parameters");
		bool keyed = false;

		assert_string_equal(need(op, "operationId")->text, info->name);
		/* "security: []" where no token is needed, else the default */
		assert_int_equal(yaml_get(op, "security") == NULL,
		    info->bearer);
		for (size_t k = 0; keys != NULL && k < keys->count; k++) {
			const struct yaml_node *ref = need(&keys->items[k],
			    "$ref");

			keyed |= strcmp(ref->text,
			    "#/components/parameters/key") == 0;
		}
		assert_int_equal(keyed, info->idempotent_key);
	}
}

static void
test_nothing_else_is_described(void **state)
{
	const struct yaml_node *paths = need(yaml_root(doc), "paths");
	int described = 0;

	(void)state;
	for (size_t i = 0; i < paths->count; i++) {
		for (size_t k = 0; k < paths->items[i].count; k++) {
			if (yaml_get(&paths->items[i].items[k],
			    "operationId") != NULL)
				described++;
		}
	}
	assert_int_equal(described, WIRE_OP_COUNT);
}

/* ---- Fields ---- */

static int
number(const struct yaml_node *map, const char *key)
{
	int value = -1;

	assert_int_equal(yaml_int(need(map, key), -1000000, 1000000, &value),
	    ERR_OK);
	return value;
}

static int
most_letters(const struct field *f)
{
	switch (f->kind) {
	case FIELD_TEXT:
		return (int)f->size - 1;
	case FIELD_HEX:
		return (int)f->size * 2;
	default:
		return (int)f->size;
	}
}

static void check_fields(const char *name, const struct field *table,
    size_t count);

static void
check_list(const struct yaml_node *p, const struct field *f)
{
	static const char front[] = "#/components/schemas/";
	const char *ref = need(need(p, "items"), "$ref")->text;

	assert_string_equal(need(p, "type")->text, "array");
	assert_int_equal(number(p, "maxItems"), f->high);
	assert_memory_equal(ref, front, sizeof(front) - 1);
	check_fields(ref + sizeof(front) - 1, f->items, f->item_count);
}

static void
check_fields(const char *name, const struct field *table, size_t count)
{
	const struct yaml_node *schema = need(need(need(yaml_root(doc),
	    "components"), "schemas"), name);
	const struct yaml_node *properties = need(schema, "properties");

	assert_int_equal(properties->count, count);
	for (size_t i = 0; i < count; i++) {
		const struct yaml_node *p = need(properties, table[i].name);

		assert_int_equal(lists(need(schema, "required"),
		    table[i].name), !table[i].optional);
		if (table[i].kind == FIELD_LIST) {
			check_list(p, &table[i]);
		} else if (table[i].kind == FIELD_INT) {
			assert_string_equal(need(p, "type")->text, "integer");
			assert_int_equal(number(p, "minimum"), table[i].low);
			assert_int_equal(number(p, "maximum"), table[i].high);
		} else {
			assert_string_equal(need(p, "type")->text, "string");
			assert_int_equal(number(p, "maxLength"),
			    most_letters(&table[i]));
		}
	}
}

static void
test_fields_are_those_of_wire(void **state)
{
	(void)state;
	for (int i = 0; i < WIRE_OP_COUNT; i++) {
		enum wire_op op = (enum wire_op)i;
		const struct field *in, *out;
		size_t in_count, out_count;
		char name[64];

		in = table_request(op, &in_count);
		out = table_reply(op, &out_count);
		assert_int_equal(in != NULL, yaml_get(operation(op),
		    "requestBody") != NULL);
		snprintf(name, sizeof(name), "%sRequest",
		    wire_op_info(op)->name);
		if (in != NULL)
			check_fields(name, in, in_count);
		snprintf(name, sizeof(name), "%sReply",
		    wire_op_info(op)->name);
		if (out != NULL)
			check_fields(name, out, out_count);
	}
}

/* ---- Codes ---- */

static const struct yaml_node *
codes(void)
{
	return need(need(need(need(need(need(yaml_root(doc), "components"),
	    "schemas"), "problem"), "properties"), "code"), "enum");
}

static void
test_codes_are_those_of_wire(void **state)
{
	size_t known = 0;

	(void)state;
	for (int e = 0; e < ERR_COUNT; e++) {
		if (!wire_problem_code((enum err)e))
			continue;
		known++;
		if (!lists(codes(), err_name((enum err)e)))
			fail_msg("%s is not described",
			    err_name((enum err)e));
	}
	assert_int_equal(codes()->count, known);
}

static void
test_codes_of_operations_exist(void **state)
{
	(void)state;
	for (int i = 0; i < WIRE_OP_COUNT; i++) {
		const struct yaml_node *list = need(operation((enum wire_op)i),
		    "x-problems");

		for (size_t k = 0; k < list->count; k++)
			assert_true(lists(codes(), list->items[k].text));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_operation_is_described),
		cmocka_unit_test(test_nothing_else_is_described),
		cmocka_unit_test(test_fields_are_those_of_wire),
		cmocka_unit_test(test_codes_are_those_of_wire),
		cmocka_unit_test(test_codes_of_operations_exist),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
