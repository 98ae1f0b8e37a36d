// The encoder's kernels in plain C: the path of processors without a path of their own, and the one that
// the tests compare the others with.

#include <math.h>
#include <stddef.h>
#include <stdint.h>

#define LANES 4
#define LARGER(a, b) __builtin_elementwise_max(a, b)
#define BLOCK_ROWS 6
#define CODE_OFFSET 0
#define KERNELS encoder_kernels_portable
#define NAME "portable"

typedef uint8_t code;

static void store_codes(const float *row, const float *factors, size_t depth, float inverse_scale,
                        float zero, code *codes) {
    for (size_t k = 0; k < depth; k++) {
        const float value = rintf(row[k] * factors[k] * inverse_scale) + zero;
        codes[k] = (code)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

static inline void tile_i8_plain(int rows, const code *codes, size_t depth, const int8_t *panel,
                                 int32_t *sums) {
    for (int r = 0; r < rows; r++) {
        int32_t *row_sums = sums + r * 2 * LANES;
        for (int c = 0; c < 2 * LANES; c++) row_sums[c] = 0;
        for (size_t k = 0; k < depth; k += 4) {
            const code *x = codes + (size_t)r * depth + k;
            const int8_t *weights = panel + k * 32;
            for (int c = 0; c < 2 * LANES; c++) {
                const int8_t *w = weights + 4 * c;
                row_sums[c] += x[0] * w[0] + x[1] * w[1] + x[2] * w[2] + x[3] * w[3];
            }
        }
    }
}

#define tile_i8(rows, codes, depth, panel, sums) \
    tile_i8_plain(rows, codes, depth, panel, (int32_t *)(sums))

#include "encoder_template.h"
