// The integer tile of the NEON variants, on the `add_products` of the file that includes it.

#define tile_i8(rows, codes, depth, panel, sums) \
    tile_i8_neon(rows, codes, depth, panel, (int32x4_t (*)[2])(sums))

static inline __attribute__((always_inline)) void tile_i8_neon(const int rows, const code *codes,
                                                               size_t depth, const int8_t *panel,
                                                               int32x4_t (*output)[2]) {
    int32x4_t sums[BLOCK_ROWS][2];
    for (int r = 0; r < rows; r++) sums[r][0] = sums[r][1] = vdupq_n_s32(0);
    for (size_t k = 0; k < depth; k += 4) {
        const int8x16_t w0 = vld1q_s8(panel), w1 = vld1q_s8(panel + 16);
#pragma GCC unroll 8
        for (int r = 0; r < rows; r++) {
            const int32_t x = *(const int32_t *)(codes + (size_t)r * depth + k);
            sums[r][0] = add_products(sums[r][0], w0, x);
            sums[r][1] = add_products(sums[r][1], w1, x);
        }
        panel += 128;
    }
    for (int r = 0; r < rows; r++) {
        output[r][0] = sums[r][0];
        output[r][1] = sums[r][1];
    }
}
