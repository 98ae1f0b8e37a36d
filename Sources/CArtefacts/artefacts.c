#include "artefacts.h"

// `#embed` is C23; this compiler takes it in C11, too, and says so.
#pragma clang diagnostic ignored "-Wc23-extensions"

// Aligned, so that it can be read like a file that is mapped.
_Alignas(64) static const unsigned char verifier[] = {
#embed "../../Training/Artefact/e5-small-verifier.safetensors"
};

static const unsigned char verifier_sheet[] = {
#embed "../../Training/Artefact/e5-small-verifier.json"
};

static const unsigned char golden_pairs[] = {
#embed "../../Training/Fixtures/golden.json"
};

artefact e5_small_verifier(void) { return (artefact){verifier, sizeof verifier}; }

artefact e5_small_verifier_sheet(void) { return (artefact){verifier_sheet, sizeof verifier_sheet}; }

artefact e5_small_verifier_golden_pairs(void) { return (artefact){golden_pairs, sizeof golden_pairs}; }
