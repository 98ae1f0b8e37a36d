// The encoder's kernels for 64-bit ARM without the dot-product instructions.

#if defined(__aarch64__)

#include "encoder_neon.h"

#define KERNELS encoder_kernels_neon
#define NAME "neon"

#pragma clang fp contract(fast)

// SMULL gives 16-bit products, two pairwise additions sum the four of a column.
static inline __attribute__((always_inline)) int32x4_t add_products(int32x4_t sums, int8x16_t weights,
                                                                    int32_t codes) {
    const int8x8_t x = vreinterpret_s8_s32(vdup_n_s32(codes));
    const int32x4_t low = vpaddlq_s16(vmull_s8(vget_low_s8(weights), x));
    const int32x4_t high = vpaddlq_s16(vmull_s8(vget_high_s8(weights), x));
    return vaddq_s32(sums, vpaddq_s32(low, high));
}

#include "encoder_neon_tile.h"
#include "encoder_template.h"

#endif
