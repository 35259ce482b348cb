/* region: see region.h. */
#include "config.h"

#include "sensor/base/region.h"

#include <sys/mman.h>

void *region_take(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return p == MAP_FAILED ? NULL : p;
}

void *region_take_dense(size_t size)
{
	void *p = region_take(size);

	if (p)
		madvise(p, size, MADV_HUGEPAGE); /* a wish; without huge pages all is the same */
	return p;
}

void region_fill(void *p, size_t size)
{
#ifdef MADV_POPULATE_WRITE
	madvise(p, size,
		MADV_POPULATE_WRITE); /* Linux 5.14; before it all is the same, but slower */
#else
	(void)p;
	(void)size;
#endif
}

void region_free(void *p, size_t size)
{
	if (p)
		munmap(p, size);
}
