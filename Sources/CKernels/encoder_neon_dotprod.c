// The encoder's kernels for 64-bit ARM with the dot-product instructions (ARMv8.2).

#if defined(__aarch64__)

#include "encoder_neon.h"

#define KERNELS encoder_kernels_neon_dotprod
#define NAME "neon-dotprod"

#pragma clang attribute push(__attribute__((target("dotprod"))), apply_to = function)
#pragma clang fp contract(fast)

// SDOT adds four products of signed bytes to each 32-bit sum.
static inline __attribute__((always_inline)) int32x4_t add_products(int32x4_t sums, int8x16_t weights,
                                                                    int32_t codes) {
    return vdotq_s32(sums, weights, vreinterpretq_s8_s32(vdupq_n_s32(codes)));
}

#include "encoder_neon_tile.h"
#include "encoder_template.h"

#pragma clang attribute pop

#endif
