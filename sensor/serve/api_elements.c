/* api_elements: the elements of all sensors, each with what is known and counted of it. */
#include "config.h"

#include "sensor/serve/answer.h"
#include "sensor/serve/elements.h"

unsigned api_elements(struct request *r)
{
	struct element_list list;
	struct json *j = &r->out;

	if (!elements_read(&list, r->redis, request_arg(r, "sensor"))) {
		elements_free(&list);
		return request_no_redis(r);
	}
	json_open(j, '{');
	json_kv_u64(j, "total", list.total);
	json_kv_bool(j, "truncated", list.total > list.count);
	json_key(j, "elements");
	json_open(j, '[');
	for (uint32_t i = 0; i < list.count; i++)
		element_json(j, &list.elements[i]);
	json_close(j, ']');
	json_close(j, '}');
	elements_free(&list);
	return 200;
}
