#ifndef ENCODER_KERNELS_H
#define ENCODER_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "cpu_features.h"

// The pieces of a BERT-family forward pass, one table of functions per kernel path.
//
// Matrices are row-major floats: one row per token, sequences one after the other without padding.
// Every width and depth (hidden size, intermediate size, head size) is a multiple of
// `encoder_panel_width`; the caller checks that once, when it loads a model. Nothing here allocates,
// keeps state or fails: given valid pointers and sizes, every call is a pure function of its input.

/// The number of output columns in one panel of packed weights, see `encoder_packing.h`.
enum { encoder_panel_width = 32 };

/// A linear layer y = x W^T + b in single precision.
typedef struct linear_f32 {
    /// Packed by `pack_linear_f32`: columns / 32 panels of [depth][32].
    const float *panels;
    const float *bias;
    size_t depth;
    size_t columns;
} linear_f32;

/// A linear layer whose weights are 8-bit integers with one scale per output column.
typedef struct linear_i8 {
    /// Packed by `pack_linear_i8`: columns / 32 panels of [depth / 4][32][4].
    const int8_t *panels;
    /// Per input channel: what a value is multiplied by before it is quantised. It shrinks the channels
    /// that are always large, which would leave few codes for all others; the weights hold the inverse.
    const float *input_factors;
    /// Per column: real weight = code * scale.
    const float *scales;
    /// Per column: the sum of its codes, which removes the activations' zero point from a product.
    const int32_t *code_sums;
    const float *bias;
    size_t depth;
    size_t columns;
} linear_i8;

typedef enum encoder_activation {
    encoder_activation_none,
    /// x (1 + erf(x / sqrt 2)) / 2.
    encoder_activation_gelu,
} encoder_activation;

/// Rows quantised to unsigned 8 bits, each with its own scale and zero point:
/// real value = (code - zero point) * scale.
typedef struct quantized_rows {
    /// rows * depth * `code_size` bytes in the order that the path's own `linear_i8` reads.
    void *codes;
    float *scales;
    int32_t *zero_points;
} quantized_rows;

/// What is added to attention scores between the two texts of one sequence.
typedef struct cross_text_bias {
    /// The tokens of the first text; the rest of the sequence is the second.
    size_t first_length;
    /// Per head: added, after the scaling, to the score of every token on every token of the other text.
    const float *per_head;
} cross_text_bias;

typedef struct encoder_kernels {
    /// The path's name, with its variant: avx2-vnni, neon-dotprod.
    const char *name;
    /// The bytes that one activation code takes.
    size_t code_size;

    /// output[rows][columns] = activation(input[rows][depth] W^T + b).
    void (*linear_f32)(const float *input, size_t rows, const linear_f32 *layer,
                       encoder_activation activation, float *output);

    /// Multiplies the columns by `factors` and quantises each row over its own range, which always
    /// includes zero.
    void (*quantize)(const float *input, size_t rows, size_t depth, const float *factors,
                     quantized_rows output);

    /// As `linear_f32`, on quantised rows. The integer sums are exact, so that all paths agree.
    void (*linear_i8)(quantized_rows input, size_t rows, const linear_i8 *layer,
                      encoder_activation activation, float *output);

    /// Self-attention of one sequence. `query_key_value` is [length][3][heads][head_size], `output`
    /// [length][heads][head_size]; `scratch` holds `encoder_attention_scratch` floats; `bias` is NULL for
    /// a sequence of one text.
    void (*attention)(const float *query_key_value, size_t length, size_t heads, size_t head_size,
                      const cross_text_bias *bias, float *scratch, float *output);

    /// output = normalised(input + residual) * scale + shift, row by row, where normalised rows have
    /// mean 0 and variance 1; `output` may be `input`.
    void (*add_and_normalize)(const float *input, const float *residual, size_t rows, size_t width,
                              const float *scale, const float *shift, float epsilon, float *output);
} encoder_kernels;

/// The kernels of one path; NULL when this processor does not support it.
const encoder_kernels *encoder_kernels_for(kernel_path path);

/// Every table that this processor can execute, with all variants; the tests compare them.
/// Returns NULL from `index` = their number on.
const encoder_kernels *encoder_kernels_variant(size_t index);

/// The floats of scratch space that `attention` needs for a sequence of `length` tokens.
size_t encoder_attention_scratch(size_t length, size_t head_size);

/// Copies rows of a table: output[i] = table[ids[i]]. Every id must be below the table's row count.
void gather_rows_f32(const float *table, const int32_t *ids, size_t count, size_t width,
                     float *output);

/// As `gather_rows_f32`, from 8-bit codes with one scale per row.
void gather_rows_i8(const int8_t *table, const float *scales, const int32_t *ids, size_t count,
                    size_t width, float *output);

/// The mean of `rows` > 0 rows.
void mean_of_rows(const float *input, size_t rows, size_t width, float *output);

/// The largest value of each column of `rows` > 0 rows.
void max_of_rows(const float *input, size_t rows, size_t width, float *output);

/// Adds `vector` to one row.
void add_to_row(const float *vector, size_t width, float *row);

#endif
