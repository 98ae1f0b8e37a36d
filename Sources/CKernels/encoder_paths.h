#ifndef ENCODER_PATHS_H
#define ENCODER_PATHS_H

#include "encoder_kernels.h"

/// No path computes more rows of output at once.
enum { encoder_maximum_block_rows = 14 };

extern const encoder_kernels encoder_kernels_portable;
#if defined(__aarch64__)
extern const encoder_kernels encoder_kernels_neon;
extern const encoder_kernels encoder_kernels_neon_dotprod;
#elif defined(__x86_64__)
extern const encoder_kernels encoder_kernels_avx2;
extern const encoder_kernels encoder_kernels_avx2_vnni;
extern const encoder_kernels encoder_kernels_avx512;
#endif

#endif
