#ifndef CPU_FEATURES_H
#define CPU_FEATURES_H

#include <stdbool.h>

/// Which instructions a kernel is written for, from the plainest to the widest.
///
/// Every subject of this target (encoder, vector search) has one table of kernels per path and asks
/// `kernel_path_choose` which to take, so that one process never mixes paths.
typedef enum kernel_path {
    /// C without special instructions; runs anywhere and is the reference of the tests.
    kernel_path_portable = 0,
    /// 128-bit vectors of 64-bit ARM.
    kernel_path_neon = 1,
    /// 256-bit vectors of x86 with fused multiply-add.
    kernel_path_avx2 = 2,
    /// 512-bit vectors of x86: F, BW, DQ, VL and VNNI, all of which are tested for.
    kernel_path_avx512 = 3,
} kernel_path;

/// The number of paths; they are 0 ..< kernel_path_count.
enum { kernel_path_count = 4 };

/// How a path was chosen.
typedef enum kernel_choice_reason {
    /// The best that the processor supports.
    kernel_choice_best,
    /// The one that MODELCACHE_KERNELS names.
    kernel_choice_forced,
    /// MODELCACHE_KERNELS holds no known name; the path is the best one.
    kernel_choice_unknown_name,
    /// MODELCACHE_KERNELS names a path that this processor does not support; the path is the best one.
    kernel_choice_unsupported,
} kernel_choice_reason;

typedef struct kernel_choice {
    kernel_path path;
    kernel_choice_reason reason;
} kernel_choice;

/// Whether processor and operating system can execute this path's instructions.
bool kernel_path_is_supported(kernel_path path);

/// Whether an ARM processor has the dot-product instructions (SDOT, ARMv8.2); false elsewhere.
bool cpu_has_arm_dot_product(void);

/// Whether an x86 processor has the 256-bit dot products of bytes (AVX-VNNI); false elsewhere.
bool cpu_has_avx_vnni(void);

/// The path's name as MODELCACHE_KERNELS spells it: portable, neon, avx2, avx512.
const char *kernel_path_name(kernel_path path);

/// The best supported path, or the one that the environment variable MODELCACHE_KERNELS forces.
kernel_choice kernel_path_choose(void);

#endif
