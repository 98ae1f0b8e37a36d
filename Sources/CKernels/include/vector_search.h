#ifndef VECTOR_SEARCH_H
#define VECTOR_SEARCH_H

#include <stddef.h>
#include <stdint.h>

#include "cpu_features.h"

// The inner loops of vector search: 8-bit dot products, Hamming distances of sign bits, exact dot
// products, and the two selections that follow them.
//
// Nothing here allocates, keeps state or fails: given valid pointers and sizes, every call is a pure
// function of its input. Dimensions are 1 to 4,096, so that no 32-bit sum and no 16-bit distance overflows.

/// Rows of codes begin at multiples of this many bytes; the rest of a row is zero.
enum { code_row_alignment = 64 };

/// The rows of sign bits that lie interleaved in one block, see `hamming_distances`.
enum { sign_block_rows = 8 };

/// What turns a row of codes into numbers: component = code * scale.
typedef struct row_scale {
    float scale;
    /// The sum of the row's codes.
    int32_t code_sum;
} row_scale;

/// A query quantised like a row, in the two forms that the paths need. Both are padded to the row length.
typedef struct code_query {
    const int8_t *codes;
    /// codes + 128: some instructions multiply only unsigned by signed bytes.
    const uint8_t *biased_codes;
    float scale;
} code_query;

/// Rows of codes, one behind the other.
typedef struct code_rows {
    const int8_t *codes;
    const row_scale *scales;
    /// Bytes from row to row, a multiple of `code_row_alignment`.
    size_t stride;
} code_rows;

typedef struct scored_slot {
    float score;
    uint32_t slot;
} scored_slot;

typedef struct vector_search_kernels {
    /// The path's name, with its variant: "avx512-vpopcntdq".
    const char *name;

    /// scores[i] = dot product of the query and row slots[i], or row first + i where `slots` is NULL.
    /// The sum over the codes is exact, so that all paths agree to the bit.
    void (*score_codes)(const code_query *query, code_rows rows, const uint32_t *slots, size_t first,
                        size_t count, float *scores);

    /// The number of bits in which each row differs from the query. `blocks` holds, for each eight rows,
    /// [words][8] 64-bit words: word w of eight rows lies side by side, so that eight sums run in
    /// parallel and none has to be added up across a register.
    void (*hamming_distances)(const uint64_t *query, const uint64_t *blocks, size_t words,
                              size_t block_count, uint16_t *distances);

    /// The dot product in single precision.
    float (*dot_product)(const float *left, const float *right, size_t count);
} vector_search_kernels;

/// The kernels of one path; NULL when this processor does not support it.
const vector_search_kernels *vector_search_kernels_for(kernel_path path);

/// Every table that this processor can execute, with all variants; the tests compare them.
/// Returns NULL from `index` = their number on.
const vector_search_kernels *vector_search_kernels_variant(size_t index);

/// Rounds a vector to codes of -127 to 127 and fills the row up with zeros.
row_scale quantize_row(const float *vector, size_t dimensions, size_t stride, int8_t *codes);

/// Writes one bit for each component, set where it is above the mean's: word w goes to
/// words[w * sign_block_rows].
void write_sign_bits(const int8_t *codes, float scale, const float *mean, size_t dimensions,
                     uint64_t *words);

/// Inserts scored slots into `best`, which is sorted by falling score, equal scores by rising id, and
/// holds at most `capacity`. Slots are slots[i], or first + i where `slots` is NULL; `ids` is indexed by
/// slot. Returns the new number in `best`.
size_t keep_best(scored_slot *best, size_t best_count, size_t capacity, const float *scores,
                 const uint32_t *slots, size_t first, size_t count, const int64_t *ids);

/// Collects the slots of all rows within the smallest radius that holds at least `wanted` rows (all
/// rows, when there are fewer), in the order of their slots. `slots` and `distances` hold `count` elements
/// each; only as many as are needed are touched. Returns the number collected.
size_t select_nearest_by_sign(const vector_search_kernels *kernels, const uint64_t *query,
                              const uint64_t *blocks, size_t words, size_t count, size_t wanted,
                              uint32_t *slots, uint16_t *distances);

#endif
