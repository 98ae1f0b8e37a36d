#ifndef ARTEFACTS_H
#define ARTEFACTS_H

#include <stddef.h>

// Files that are part of the program. They lie in the binary itself, so that it can be copied anywhere; SwiftPM's own
// `embedInCode` writes a literal that the Swift compiler takes minutes for at this size.

typedef struct artefact {
    const void *bytes;
    size_t size;
} artefact;

/// The verifier for multilingual-e5-small, as safetensors.
artefact e5_small_verifier(void);

/// Its data sheet (JSON).
artefact e5_small_verifier_sheet(void);

/// Pairs of texts with the logits that the training program's reference gives (JSON).
artefact e5_small_verifier_golden_pairs(void);

#endif
