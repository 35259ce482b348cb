/* sessions: see sessions.h. */
#include "config.h"

#include "sensor/serve/sessions.h"

#include "sensor/base/digest.h"

#include <sys/random.h>
#include <time.h>

static int64_t now_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + 1;
}

void sessions_init(struct sessions *s)
{
	pthread_mutex_init(&s->lock, NULL);
}

void sessions_free(struct sessions *s)
{
	pthread_mutex_destroy(&s->lock);
}

bool sessions_begin(struct sessions *s, const struct identity *who, char ret[static SESSION_ID])
{
	struct session_entry *free_one = &s->entries[0];
	uint8_t random[32];

	if (getrandom(random, sizeof(random), 0) != (ssize_t)sizeof(random))
		return false;
	digest_hex(random, sizeof(random), ret);
	pthread_mutex_lock(&s->lock);
	for (int i = 1; i < SESSIONS; i++)
		if (s->entries[i].until_s < free_one->until_s)
			free_one = &s->entries[i];
	memcpy(free_one->id, ret, SESSION_ID);
	free_one->who = *who;
	free_one->until_s = now_s() + SESSION_S;
	pthread_mutex_unlock(&s->lock);
	return true;
}

/* The word of our cookie in the header, or empty. */
static struct span word_of(struct span cookie)
{
	while (cookie.len > 0) {
		int64_t end = span_index(cookie, ';');
		struct span one = span_sub(cookie, 0, end < 0 ? cookie.len : (uint32_t)end);
		cookie = span_sub(cookie, one.len + 1, cookie.len);
		one = span_trim(one);
		if (span_starts(one, SPAN_LIT("spanwatch=")))
			return span_sub(one, 10, one.len);
	}
	return cookie;
}

/* The entry of WORD, with the lock held. */
static struct session_entry *find(struct sessions *s, struct span word)
{
	int64_t now = now_s();

	if (word.len != SESSION_ID - 1)
		return NULL;
	for (int i = 0; i < SESSIONS; i++) {
		struct session_entry *e = &s->entries[i];
		unsigned different = 0;
		for (int n = 0; n < SESSION_ID - 1; n++)
			different |= (unsigned)((uint8_t)e->id[n] ^ word.p[n]);
		if (e->until_s > now && different == 0)
			return e;
	}
	return NULL;
}

void sessions_find(struct sessions *s, struct span cookie, struct identity *who)
{
	pthread_mutex_lock(&s->lock);
	const struct session_entry *e = find(s, word_of(cookie));
	if (e)
		*who = e->who;
	pthread_mutex_unlock(&s->lock);
}

void sessions_end(struct sessions *s, struct span cookie)
{
	pthread_mutex_lock(&s->lock);
	struct session_entry *e = find(s, word_of(cookie));
	if (e)
		*e = (struct session_entry){.until_s = 0};
	pthread_mutex_unlock(&s->lock);
}

void sessions_wrong(struct sessions *s)
{
	int64_t minute = now_s() / 60;

	pthread_mutex_lock(&s->lock);
	if (minute != s->minute) {
		s->minute = minute;
		s->wrong = 0;
	}
	s->wrong++;
	pthread_mutex_unlock(&s->lock);
}

bool sessions_guessed(struct sessions *s)
{
	bool much;

	pthread_mutex_lock(&s->lock);
	much = s->minute == now_s() / 60 && s->wrong >= WRONG_MOST;
	pthread_mutex_unlock(&s->lock);
	return much;
}
