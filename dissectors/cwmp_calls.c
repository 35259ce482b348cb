/*
 * cwmp_calls: what the methods of CWMP do (TR-069 annex A), and who calls them. Pure; any thread.
 */
#include "config.h"

#include "dissectors/cwmp.h"

static const struct cwmp_call calls[] = {
	{"SetParameterValues", VERB_CHANGE, SUBJECT_CONFIG, SHAPE_PARAMS},
	{"SetParameterAttributes", VERB_CHANGE, SUBJECT_CONFIG, SHAPE_PARAMS},
	{"GetParameterValues", VERB_READ, SUBJECT_CONFIG, SHAPE_PARAMS},
	{"GetParameterAttributes", VERB_READ, SUBJECT_CONFIG, SHAPE_PARAMS},
	{"GetParameterNames", VERB_READ, SUBJECT_CONFIG, SHAPE_OBJECT},
	{"AddObject", VERB_CHANGE, SUBJECT_CONFIG, SHAPE_OBJECT},
	{"DeleteObject", VERB_CHANGE, SUBJECT_CONFIG, SHAPE_OBJECT},
	{"Reboot", VERB_REBOOT, SUBJECT_SYSTEM, SHAPE_METHOD},
	{"FactoryReset", VERB_ERASE, SUBJECT_SYSTEM, SHAPE_METHOD},
	{"Download", VERB_IMPORT, SUBJECT_CONFIG, SHAPE_DOWNLOAD},
	{"ScheduleDownload", VERB_IMPORT, SUBJECT_CONFIG, SHAPE_DOWNLOAD},
	{"Upload", VERB_EXPORT, SUBJECT_CONFIG, SHAPE_UPLOAD},
	{"ScheduleInform", VERB_EXEC, SUBJECT_SCHEDULE, SHAPE_METHOD},
	{"CancelTransfer", VERB_EXEC, SUBJECT_FILE, SHAPE_METHOD},
	{"ChangeDUState", VERB_IMAGE, SUBJECT_IMAGE, SHAPE_DOWNLOAD},
	{"SetVouchers", VERB_CHANGE, SUBJECT_SERVICE, SHAPE_METHOD},
	{"GetRPCMethods", VERB_READ, SUBJECT_SYSTEM, SHAPE_METHOD},
	{"GetOptions", VERB_READ, SUBJECT_SERVICE, SHAPE_METHOD},
	{"GetQueuedTransfers", VERB_READ, SUBJECT_FILE, SHAPE_METHOD},
	{"GetAllQueuedTransfers", VERB_READ, SUBJECT_FILE, SHAPE_METHOD},
};

bool cwmp_is_of_equipment(struct span method)
{
	static const char *const names[] = {"Inform", "TransferComplete",
		"AutonomousTransferComplete", "DUStateChangeComplete",
		"AutonomousDUStateChangeComplete", "RequestDownload", "Kicked", NULL};

	for (const char *const *n = names; *n; n++)
		if (span_eq(method, span_str(*n)))
			return true;
	return false;
}

const struct cwmp_call *cwmp_call_find(struct span method)
{
	static const struct cwmp_call vendor = {"", VERB_EXEC, SUBJECT_CONFIG, SHAPE_METHOD};

	for (unsigned i = 0; i < sizeof(calls) / sizeof(*calls); i++)
		if (span_eq(method, span_str(calls[i].method)))
			return &calls[i];
	return span_starts(method, SPAN_LIT("X_")) ? &vendor : NULL;
}
