// What the two NEON variants share; included by each before the template.

#include <arm_neon.h>
#include <stddef.h>
#include <stdint.h>

#define LANES 4
#define LARGER(a, b) vmaxq_f32(a, b)
// 12 sums, two vectors of weights, and the activations: room enough in 32 registers.
#define BLOCK_ROWS 6
// SDOT and SMULL multiply signed bytes, so codes are kept less 128.
#define CODE_OFFSET 128

typedef int8_t code;

static void store_codes(const float *row, const float *factors, size_t depth, float inverse_scale,
                        float zero, code *codes) {
    const int32x4_t offset = vdupq_n_s32((int32_t)zero - CODE_OFFSET);
    for (size_t k = 0; k < depth; k += LANES) {
        const float32x4_t values = vmulq_f32(vld1q_f32(row + k), vld1q_f32(factors + k));
        const int32x4_t steps = vcvtnq_s32_f32(vmulq_n_f32(values, inverse_scale));
        const int16x4_t narrow = vqmovn_s32(vaddq_s32(steps, offset));
        const int8x8_t bytes = vqmovn_s16(vcombine_s16(narrow, narrow));
        vst1_lane_s32((int32_t *)(codes + k), vreinterpret_s32_s8(bytes), 0);
    }
}
