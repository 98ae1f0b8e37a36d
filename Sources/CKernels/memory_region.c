#if defined(__linux__)
#define _GNU_SOURCE
#endif

#include "memory_region.h"

#include <string.h>
#include <sys/mman.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif

#ifndef MAP_ANONYMOUS
#define MAP_ANONYMOUS MAP_ANON
#endif

enum { huge_page_size = 2 << 20 };

static void *new_region(size_t size) {
    void *region = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return region == MAP_FAILED ? NULL : region;
}

static void *move_region(void *region, size_t old_size, size_t new_size) {
#if defined(__linux__)
    void *moved = mremap(region, old_size, new_size, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
#else
    void *moved = new_region(new_size);
    if (moved == NULL) return NULL;
    memcpy(moved, region, old_size < new_size ? old_size : new_size);
    munmap(region, old_size);
    return moved;
#endif
}

void *resize_memory_region(void *region, size_t old_size, size_t new_size) {
    if (new_size == 0) {
        if (old_size > 0) munmap(region, old_size);
        return NULL;
    }
    void *resized = old_size == 0 ? new_region(new_size) : move_region(region, old_size, new_size);
#if defined(MADV_HUGEPAGE)
    // A scan of huge pages misses the address cache less. Only a wish: a kernel may not know them.
    if (resized != NULL && new_size >= 2 * huge_page_size) madvise(resized, new_size, MADV_HUGEPAGE);
#endif
    return resized;
}

void return_large_blocks(void) {
#if defined(__GLIBC__)
    mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
}
