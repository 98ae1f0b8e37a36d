#define _GNU_SOURCE
#include "fault_injection.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct faults {
    _Atomic int64_t disk_full, sync_delay, clock_offset;
};

static struct faults none;
static struct faults *faults = &none;

__attribute__((constructor)) static void map_faults(void) {
    const char *path = getenv("FAULTS");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file < 0) return;
    void *memory = mmap(NULL, sizeof *faults, PROT_READ, MAP_SHARED, file, 0);
    close(file);
    if (memory != MAP_FAILED) faults = memory;
}

// The function of this name that the process would have called, found once.
#define NEXT(name)                                                         \
    static __typeof__(&name) _Atomic found;                                \
    __typeof__(&name) next = atomic_load(&found);                          \
    if (!next) {                                                           \
        next = (__typeof__(&name))dlsym(RTLD_NEXT, #name);                 \
        atomic_store(&found, next);                                        \
    }

// Whether writing to `file` must fail now. Sockets, pipes and the standard streams go on.
static int is_full(int file) {
    struct stat status;
    return atomic_load(&faults->disk_full) && file > STDERR_FILENO && fstat(file, &status) == 0
        && S_ISREG(status.st_mode);
}

#define REFUSE_IF_FULL(file)    \
    if (is_full(file)) {        \
        errno = ENOSPC;         \
        return -1;              \
    }

ssize_t write(int file, const void *bytes, size_t count) {
    NEXT(write)
    REFUSE_IF_FULL(file)
    return next(file, bytes, count);
}

ssize_t writev(int file, const struct iovec *parts, int count) {
    NEXT(writev)
    REFUSE_IF_FULL(file)
    return next(file, parts, count);
}

ssize_t pwrite(int file, const void *bytes, size_t count, off_t offset) {
    NEXT(pwrite)
    REFUSE_IF_FULL(file)
    return next(file, bytes, count, offset);
}

ssize_t pwrite64(int file, const void *bytes, size_t count, off64_t offset) {
    NEXT(pwrite64)
    REFUSE_IF_FULL(file)
    return next(file, bytes, count, offset);
}

int posix_fallocate(int file, off_t offset, off_t length) {
    NEXT(posix_fallocate)
    return is_full(file) ? ENOSPC : next(file, offset, length);
}

static void delay_sync(void) {
    int64_t delay = atomic_load(&faults->sync_delay);
    struct timespec time = {delay / 1000, delay % 1000 * 1000000};
    if (delay > 0) nanosleep(&time, NULL);
}

int fsync(int file) {
    NEXT(fsync)
    delay_sync();
    return next(file);
}

int fdatasync(int file) {
    NEXT(fdatasync)
    delay_sync();
    return next(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    NEXT(clock_gettime)
    int status = next(clock, now);
    if (status == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
        now->tv_sec += atomic_load(&faults->clock_offset);
    return status;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    NEXT(gettimeofday)
    int status = next(now, zone);
    if (status == 0) now->tv_sec += atomic_load(&faults->clock_offset);
    return status;
}

time_t time(time_t *result) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (result) *result = now.tv_sec;
    return now.tv_sec;
}
