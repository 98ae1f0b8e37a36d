import CKernels

/// How a vector lies in memory.
struct RowLayout: Sendable {
    let dimensions: Int
    /// Bytes of one row of codes.
    let stride: Int
    /// 64-bit words of one row of sign bits.
    let words: Int

    init(dimensions: Int) {
        self.dimensions = dimensions
        let alignment = Int(code_row_alignment)
        stride = (dimensions + alignment - 1) / alignment * alignment
        words = (dimensions + 63) / 64
    }
}

/// The sizes at which the index changes its ways. They are measured, not meant to be tuned; tests set them
/// lower.
struct SearchLimits: Sendable {
    /// A partition of more vectors gets a slab of its own.
    var listed = 512
    /// A partition of this many vectors gets sign bits...
    var signed = 25_000
    /// ... and loses them again below this share of that.
    var signedHysteresis = 0.8
    /// Vectors of fewer components have too few sign bits to tell neighbours apart.
    var signedDimensions = 64
    /// Candidates that are rescored with the originals.
    var rescored = 32
    /// Candidates that the sign bits let through to the codes.
    var signSelected = 512
    /// Searches of larger partitions go to the index's own threads.
    var onCallersThread = 50_000
}
