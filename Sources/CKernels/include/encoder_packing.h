#ifndef ENCODER_PACKING_H
#define ENCODER_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// From the tensors of model files to what `encoder_kernels.h` reads. Runs once, when a model is converted.
//
// One panel holds `encoder_panel_width` output columns in the order in which a tile reads them, so that
// weights stream through the cache; all kernel paths read the same panels.

/// Packs weight [columns][depth] into columns / 32 panels of [depth][32].
void pack_linear_f32(const float *weight, size_t columns, size_t depth, float *panels);

/// Quantises each column symmetrically to -127 ... 127 and packs into columns / 32 panels of
/// [depth / 4][32][4]; `scales` and `code_sums` get one value per column.
void pack_linear_i8(const float *weight, size_t columns, size_t depth, int8_t *panels, float *scales,
                    int32_t *code_sums);

/// The inverse of `pack_linear_f32`.
void unpack_linear_f32(const float *panels, size_t columns, size_t depth, float *weight);

/// The real weights that `pack_linear_i8` and `divide_rows` left: code * scale * factor.
void unpack_linear_i8(const int8_t *panels, const float *scales, const float *factors, size_t columns,
                      size_t depth, float *weight);

/// weight [columns][depth] += up [columns][rank] down [rank][depth].
void add_low_rank(float *weight, size_t columns, size_t depth, const float *up, const float *down,
                  size_t rank);

/// Divides every row of weight [columns][depth] by `factors`, element by element.
void divide_rows(float *weight, size_t columns, size_t depth, const float *factors);

/// Per column, the largest magnitude of all rows so far: maxima = max(maxima, |input|).
void collect_magnitudes(const float *input, size_t rows, size_t width, float *maxima);

/// Quantises each row of a table symmetrically to -127 ... 127.
void quantize_table_rows(const float *table, size_t rows, size_t width, int8_t *codes, float *scales);

/// Whether all values are finite.
bool all_finite(const float *values, size_t count);

/// Widens IEEE half precision; the source may be unaligned, little-endian.
void widen_f16(const void *source, size_t count, float *output);

/// Widens bfloat16; the source may be unaligned, little-endian.
void widen_bf16(const void *source, size_t count, float *output);

/// Rounds to bfloat16, ties to even; little-endian, and the target may be unaligned.
void narrow_bf16(const float *source, size_t count, void *output);

/// Expands 4-bit blocks of the form Q4_0, 18 bytes for 32 values: a half-precision scale d, then 16 bytes
/// whose low halves are values 0 ..< 16 and whose high halves are values 16 ..< 32, each (q - 8) * d.
void expand_q4_0(const void *source, size_t blocks, float *output);

#endif
