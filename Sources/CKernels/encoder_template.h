// The encoder's kernels, written once for every vector width.
//
// A path's file defines the macros below, sets its target and includes this file, which then defines all
// functions of the path as static ones, and the table `KERNELS`:
//
//   LANES            floats in a vector: 4, 8 or 16
//   BLOCK_ROWS       the most rows that one tile computes, so that all its sums stay in registers
//   KERNELS, NAME    the table to define and its name
//   code             the type of one activation code
//   LARGER(a, b)     the larger of each two lanes; the compilers have no operator for it
//   CODE_OFFSET      what is taken from every code, and from the zero points, before it is stored
//   store_codes      static void (const float *row, const float *factors, size_t depth,
//                    float inverse_scale, float zero, code *codes):
//                    codes = clamp(rint(row * factors * inverse_scale) + zero) - CODE_OFFSET
//   tile_i8          the integer tile, (rows, codes, depth, panel, sums): the sums of `rows` x 2 LANES
//                    products; `panel` is one panel's [depth / 4][32][4] from the tile's first column on
//
// Idea. All arithmetic that counts is products of a matrix of few rows with a matrix that is stored in
// panels: the linear layers, but also queries by keys and probabilities by values. One tile computes
// `rows` x 2 vectors of the output; its sums live in registers while it runs down the depth, reading two
// vectors of the panel and one broadcast value per row at each step. T rows are cut in nearly equal blocks,
// because a small last block would leave most of the machine idle. The loop over panels is outside, the
// one over blocks inside, so that a panel stays in the nearest cache while all rows pass by.
//
// The vector types are the compiler's own (GCC and Clang vector extensions), so the same text becomes
// AVX-512, AVX2, NEON or plain instructions. Reference: Goto and van de Geijn, "Anatomy of high-performance
// matrix multiplication", ACM TOMS 34 (2008).

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "encoder_paths.h"

#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((vector_size(LANES * 4)));
typedef int32_t integer_vector __attribute__((vector_size(LANES * 4)));
typedef float loose_vector __attribute__((vector_size(LANES * 4), aligned(4), may_alias));

enum { tile_width = 2 * LANES };

INLINE vector load(const float *from) { return *(const loose_vector *)from; }
INLINE void store(float *to, vector value) { *(loose_vector *)to = value; }
// Subtracting +0 changes no value, not even -0, so this is the bare broadcast.
INLINE vector broadcast(float value) { return value - (vector){}; }

INLINE vector larger(vector a, vector b) { return (vector)LARGER(a, b); }

INLINE vector absolute(vector a) { return (vector)((integer_vector)a & 0x7fffffff); }

INLINE float sum_of_lanes(vector a) {
    float sum = 0;
    for (int i = 0; i < LANES; i++) sum += a[i];
    return sum;
}

INLINE float largest_lane(vector a) {
    float largest = a[0];
    for (int i = 1; i < LANES; i++) largest = a[i] > largest ? a[i] : largest;
    return largest;
}

// e^x for x <= 88, relative error below 3e-7: x = n ln 2 + r, a polynomial for e^r on |r| <= ln 2 / 2
// (coefficients of Cephes' expf), 2^n through the exponent bits.
INLINE vector exponential(vector x) {
    // Below -80 the result is lost in any sum; products with denormal numbers would be slow.
    x = larger(x, broadcast(-80.0f));
    // Adding and taking away 1.5 * 2^23 rounds to the nearest integer.
    const vector shifted = x * 1.44269504f + 12582912.0f;
    const vector n = shifted - 12582912.0f;
    const vector r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    vector p = broadcast(1.9875691500e-4f);
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * (r * r) + r + 1.0f;
    const integer_vector power = __builtin_convertvector(n, integer_vector) + 127;
    return p * (vector)(power << 23);
}

// GELU with erf by Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7.
INLINE vector gelu(vector x) {
    const vector a = absolute(x) * 0.70710678f;
    const vector t = 1.0f / (1.0f + 0.3275911f * a);
    vector p = broadcast(1.061405429f);
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    const vector tail = p * t * exponential(-(a * a));  // 1 - erf(a)
    // x (1 + erf) / 2 is x - x tail / 2 above zero and x tail / 2 below, where x tail / 2 is negative.
    return larger(x, broadcast(0)) - 0.5f * absolute(x) * tail;
}

// The number of rows of the block that starts at `row`: all blocks of `rows` are nearly equal.
INLINE size_t block_rows(size_t row, size_t rows) {
    const size_t left = rows - row;
    const size_t blocks = (left + BLOCK_ROWS - 1) / BLOCK_ROWS;
    return (left + blocks - 1) / blocks;
}

INLINE void apply_gelu(float *output, size_t rows, size_t stride) {
    for (size_t r = 0; r < rows; r++) {
        for (int c = 0; c < tile_width; c += LANES) {
            store(output + r * stride + c, gelu(load(output + r * stride + c)));
        }
    }
}

// Calls function(n, ...) with n = rows as a constant, so that its loops unroll and its sums are registers.
#define CASE_OF_ROWS(n, function, ...) case n: function(n, __VA_ARGS__); break;
#if BLOCK_ROWS > 6
#define CASES_ABOVE_6(function, ...) \
    CASE_OF_ROWS(7, function, __VA_ARGS__) CASE_OF_ROWS(8, function, __VA_ARGS__) \
    CASE_OF_ROWS(9, function, __VA_ARGS__) CASE_OF_ROWS(10, function, __VA_ARGS__) \
    CASE_OF_ROWS(11, function, __VA_ARGS__) CASE_OF_ROWS(12, function, __VA_ARGS__) \
    CASE_OF_ROWS(13, function, __VA_ARGS__) CASE_OF_ROWS(14, function, __VA_ARGS__)
#else
#define CASES_ABOVE_6(function, ...)
#endif
#define FOR_CONSTANT_ROWS(rows, function, ...) \
    switch (rows) { \
        CASE_OF_ROWS(1, function, __VA_ARGS__) CASE_OF_ROWS(2, function, __VA_ARGS__) \
        CASE_OF_ROWS(3, function, __VA_ARGS__) CASE_OF_ROWS(4, function, __VA_ARGS__) \
        CASE_OF_ROWS(5, function, __VA_ARGS__) CASE_OF_ROWS(6, function, __VA_ARGS__) \
        CASES_ABOVE_6(function, __VA_ARGS__) \
    }

// Row r of a matrix as a base pointer plus 0, 1 or 2 strides. Fourteen separate row pointers would not fit
// in the general registers; five bases and the stride do, as the processor adds a scaled stride for free.
// The empty assembly keeps the compiler from undoing that.
#define ROW_GROUP 3
#define HIDE_FROM_OPTIMIZER(value) __asm__("" : "+r"(value))

// output[rows][tile_width] = start + a[rows][depth] b[depth][tile_width].
INLINE void tile_f32(const int rows, const float *a, size_t a_stride, const float *b, size_t b_stride,
                     size_t depth, const float *start, float *output, size_t output_stride) {
    vector sums[BLOCK_ROWS][2];
    for (int r = 0; r < rows; r++) {
        sums[r][0] = start ? load(start) : broadcast(0);
        sums[r][1] = start ? load(start + LANES) : broadcast(0);
    }
    const char *groups[(BLOCK_ROWS + ROW_GROUP - 1) / ROW_GROUP];
    for (int r = 0; r < rows; r += ROW_GROUP) groups[r / ROW_GROUP] = (const char *)(a + r * a_stride);
    for (size_t k = 0; k < depth; k++) {
        size_t stride = a_stride * sizeof(float);
        HIDE_FROM_OPTIMIZER(stride);
        const vector b0 = load(b), b1 = load(b + LANES);
        // A narrow tile reads every second or fourth part of a panel; fetching its neighbour as well keeps
        // memory streaming: twice as fast for weights that do not fit the cache.
        if (tile_width < encoder_panel_width) __builtin_prefetch(b + tile_width);
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
            const vector x =
                broadcast(*(const float *)(groups[r / ROW_GROUP] + (r % ROW_GROUP) * stride));
            sums[r][0] = x * b0 + sums[r][0];
            sums[r][1] = x * b1 + sums[r][1];
        }
        for (int r = 0; r < rows; r += ROW_GROUP) groups[r / ROW_GROUP] += sizeof(float);
        b += b_stride;
    }
    for (int r = 0; r < rows; r++) {
        store(output + r * output_stride, sums[r][0]);
        store(output + r * output_stride + LANES, sums[r][1]);
    }
}

static void multiply_f32(size_t rows, const float *a, size_t a_stride, const float *b, size_t b_stride,
                         size_t depth, const float *start, float *output, size_t output_stride) {
    FOR_CONSTANT_ROWS(rows, tile_f32, a, a_stride, b, b_stride, depth, start, output, output_stride)
}

static void linear_f32_path(const float *input, size_t rows, const linear_f32 *layer,
                            encoder_activation activation, float *output) {
    const size_t depth = layer->depth, columns = layer->columns;
    for (size_t column = 0; column < columns; column += tile_width) {
        const float *panel = layer->panels
            + column / encoder_panel_width * encoder_panel_width * depth + column % encoder_panel_width;
        for (size_t row = 0, count; row < rows; row += count) {
            count = block_rows(row, rows);
            float *tile = output + row * columns + column;
            multiply_f32(count, input + row * depth, depth, panel, encoder_panel_width, depth,
                         layer->bias + column, tile, columns);
            if (activation == encoder_activation_gelu) apply_gelu(tile, count, columns);
        }
    }
}

// Per row: the range from min(0, x) to max(0, x) is cut in 254 steps with the codes 1 to 255, and zero is exactly one of
// them. Code 0 is left out for AVX2, which needs codes less 128 whose negative is a byte too; all paths agree.
static void quantize_path(const float *input, size_t rows, size_t depth, const float *factors,
                          quantized_rows output) {
    for (size_t row = 0; row < rows; row++) {
        const float *x = input + row * depth;
        vector high = broadcast(0), low = broadcast(0);  // `low` holds the negated minimum.
        for (size_t k = 0; k < depth; k += LANES) {
            const vector v = load(x + k) * load(factors + k);
            high = larger(high, v);
            low = larger(low, -v);
        }
        const float maximum = largest_lane(high), minimum = -largest_lane(low);
        const float scale = (maximum - minimum) / 254.0f;
        const float inverse = scale > 0 ? 1.0f / scale : 0.0f;
        const float zero = rintf(-minimum * inverse) + 1;
        output.scales[row] = scale;
        output.zero_points[row] = (int32_t)zero - CODE_OFFSET;
        store_codes(x, factors, depth, inverse, zero, (code *)output.codes + row * depth);
    }
}

// Turns the integer sums of one vector of a row into floats:
// sum of (code - zero point) * weight code = sum - zero point * (sum of weight codes).
INLINE vector dequantized(integer_vector sums, float scale, int32_t zero_point, const linear_i8 *layer,
                          size_t column) {
    typedef int32_t loose_integers __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
    const integer_vector offset = *(const loose_integers *)(layer->code_sums + column) * zero_point;
    return __builtin_convertvector(sums - offset, vector) * (load(layer->scales + column) * scale)
        + load(layer->bias + column);
}

static void linear_i8_path(quantized_rows input, size_t rows, const linear_i8 *layer,
                           encoder_activation activation, float *output) {
    const size_t depth = layer->depth, columns = layer->columns;
    for (size_t column = 0; column < columns; column += tile_width) {
        const int8_t *panel = layer->panels
            + column / encoder_panel_width * encoder_panel_width * depth
            + column % encoder_panel_width * 4;
        for (size_t row = 0, count; row < rows; row += count) {
            count = block_rows(row, rows);
            integer_vector sums[BLOCK_ROWS][2];
            const code *codes = (const code *)input.codes + row * depth;
            FOR_CONSTANT_ROWS(count, tile_i8, codes, depth, panel, sums)
            for (size_t r = 0; r < 2 * count; r++) {
                const size_t y = row + r / 2, x = column + r % 2 * LANES;
                vector value = dequantized(sums[r / 2][r % 2], input.scales[y], input.zero_points[y],
                                           layer, x);
                if (activation == encoder_activation_gelu) value = gelu(value);
                store(output + y * columns + x, value);
            }
        }
    }
}

// Replaces scores by e^(score - largest score) and returns their sum. `padded` is a multiple of LANES.
INLINE float exponentiate(float *scores, size_t length, size_t padded) {
    for (size_t i = length; i < padded; i++) scores[i] = -1e30f;
    vector largest = load(scores);
    for (size_t i = LANES; i < padded; i += LANES) largest = larger(largest, load(scores + i));
    const vector shift = broadcast(largest_lane(largest));
    vector sums = broadcast(0);
    for (size_t i = 0; i < padded; i += LANES) {
        const vector weight = exponential(load(scores + i) - shift);
        store(scores + i, weight);
        sums += weight;
    }
    return sum_of_lanes(sums);
}

// `scores` are those of `count` tokens from `first_row` on, on all tokens.
static void add_cross_text_bias(float *scores, size_t first_row, size_t count, size_t length, size_t stride,
                                const cross_text_bias *bias, size_t head) {
    const float value = bias->per_head[head];
    for (size_t r = 0; r < count; r++) {
        const bool is_first = first_row + r < bias->first_length;
        const size_t begin = is_first ? bias->first_length : 0;
        const size_t end = is_first ? length : bias->first_length;
        for (size_t t = begin; t < end; t++) scores[r * stride + t] += value;
    }
}

// Softmax(Q K^T / sqrt d) V, head by head. The keys are transposed once per head into [d][length], so that
// both products run on the same tile as the linear layers; the division by the sum comes last.
static void attention_path(const float *query_key_value, size_t length, size_t heads, size_t head_size,
                           const cross_text_bias *bias, float *scratch, float *output) {
    const size_t width = heads * head_size, stride = 3 * width;
    const size_t padded = (length + tile_width - 1) / tile_width * tile_width;
    float *keys = scratch, *scores = scratch + head_size * padded;
    const float scale = 1.0f / sqrtf((float)head_size);
    for (size_t head = 0; head < heads; head++) {
        const float *query = query_key_value + head * head_size;
        const float *key = query + width, *value = key + width;
        for (size_t d = 0; d < head_size; d++) {
            for (size_t t = 0; t < length; t++) keys[d * padded + t] = key[t * stride + d] * scale;
            for (size_t t = length; t < padded; t++) keys[d * padded + t] = 0;
        }
        for (size_t row = 0, count; row < length; row += count) {
            count = block_rows(row, length);
            for (size_t t = 0; t < padded; t += tile_width) {
                multiply_f32(count, query + row * stride, stride, keys + t, padded, head_size, NULL,
                             scores + t, padded);
            }
            if (bias) add_cross_text_bias(scores, row, count, length, padded, bias, head);
            float sums[BLOCK_ROWS];
            for (size_t r = 0; r < count; r++) {
                sums[r] = exponentiate(scores + r * padded, length, padded);
            }
            float *result = output + row * width + head * head_size;
            for (size_t d = 0; d < head_size; d += tile_width) {
                multiply_f32(count, scores, padded, value + d, stride, length, NULL, result + d, width);
            }
            for (size_t r = 0; r < count; r++) {
                const float inverse = 1.0f / sums[r];
                for (size_t d = 0; d < head_size; d += LANES) {
                    store(result + r * width + d, load(result + r * width + d) * inverse);
                }
            }
        }
    }
}

static void add_and_normalize_path(const float *input, const float *residual, size_t rows, size_t width,
                                   const float *scale, const float *shift, float epsilon,
                                   float *output) {
    for (size_t row = 0; row < rows; row++) {
        const float *x = input + row * width, *other = residual + row * width;
        float *y = output + row * width;
        vector sums = broadcast(0);
        for (size_t i = 0; i < width; i += LANES) {
            const vector v = load(x + i) + load(other + i);
            store(y + i, v);
            sums += v;
        }
        const float mean = sum_of_lanes(sums) / (float)width;
        vector squares = broadcast(0);
        for (size_t i = 0; i < width; i += LANES) {
            const vector v = load(y + i) - mean;
            squares += v * v;
        }
        const float factor = 1.0f / sqrtf(sum_of_lanes(squares) / (float)width + epsilon);
        for (size_t i = 0; i < width; i += LANES) {
            store(y + i, (load(y + i) - mean) * factor * load(scale + i) + load(shift + i));
        }
    }
}

const encoder_kernels KERNELS = {
    .name = NAME,
    .code_size = sizeof(code),
    .linear_f32 = linear_f32_path,
    .quantize = quantize_path,
    .linear_i8 = linear_i8_path,
    .attention = attention_path,
    .add_and_normalize = add_and_normalize_path,
};
