#include "cpu_features.h"

#include <stdlib.h>
#include <string.h>

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

bool cpu_has_arm_dot_product(void) {
#if defined(__aarch64__) && defined(__APPLE__)
    return true;  // Every 64-bit ARM Mac has it.
#elif defined(__aarch64__) && defined(__linux__)
    const unsigned long asimddp = 1ul << 20;  // HWCAP_ASIMDDP
    return (getauxval(AT_HWCAP) & asimddp) != 0;
#else
    return false;
#endif
}

bool cpu_has_avx_vnni(void) {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avxvnni");
#else
    return false;
#endif
}

bool kernel_path_is_supported(kernel_path path) {
    switch (path) {
    case kernel_path_portable:
        return true;
    case kernel_path_neon:
#if defined(__aarch64__)
        return true;
#else
        return false;
#endif
    case kernel_path_avx2:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
        return false;
#endif
    case kernel_path_avx512:
#if defined(__x86_64__)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
            && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")
            && __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("fma");
#else
        return false;
#endif
    }
    return false;
}

const char *kernel_path_name(kernel_path path) {
    switch (path) {
    case kernel_path_portable: return "portable";
    case kernel_path_neon: return "neon";
    case kernel_path_avx2: return "avx2";
    case kernel_path_avx512: return "avx512";
    }
    return "unknown";
}

static kernel_path best_path(void) {
    int path = kernel_path_count - 1;
    while (!kernel_path_is_supported((kernel_path)path)) path--;
    return (kernel_path)path;
}

kernel_choice kernel_path_choose(void) {
    const char *name = getenv("MODELCACHE_KERNELS");
    if (name == NULL || name[0] == '\0') {
        return (kernel_choice){best_path(), kernel_choice_best};
    }
    for (int path = 0; path < kernel_path_count; path++) {
        if (strcmp(name, kernel_path_name((kernel_path)path)) != 0) continue;
        if (kernel_path_is_supported((kernel_path)path)) {
            return (kernel_choice){(kernel_path)path, kernel_choice_forced};
        }
        return (kernel_choice){best_path(), kernel_choice_unsupported};
    }
    return (kernel_choice){best_path(), kernel_choice_unknown_name};
}
