/// Texts on their way through an encoder, a slice at a time, so that other work can come in between.
///
/// Each text is cut in windows that the model can take. A slice is a run of windows, of one text or of several;
/// when all are encoded, each text's windows are averaged.
struct EncodingJob: Sendable {
    /// What becomes of the vectors that a lower layer gives: they are a by-product that a verifier goes on with.
    struct Tap: Sendable {
        /// The vectors are those below this layer.
        var layer: Int
        /// Texts with more tokens are left out, begin and end included.
        var tokenLimit: Int
        /// Gets a text's number, its tokens with begin and end, and their vectors.
        var keep: @Sendable (_ text: Int, [Int32], ArraySlice<Float>) -> Void
    }

    private let encoder: SentenceEncoder
    private let tap: Tap?
    /// The windows of all texts, one text after the other.
    private var windows: [ArraySlice<Int32>] = []
    /// How many windows each text has.
    private var windowCounts: [Int] = []
    private var windowVectors: [[Float]] = []
    /// For each window the text that consists of it alone.
    private var soleTexts: [Int?] = []

    /// - Parameter texts: the token ids of each text, without begin and end.
    init(_ texts: [[Int32]], encoder: SentenceEncoder, tap: Tap? = nil) {
        self.encoder = encoder
        self.tap = tap
        for (number, text) in texts.enumerated() {
            let windows = Self.windows(of: text, encoder: encoder)
            self.windows += windows
            windowCounts.append(windows.count)
            soleTexts += windows.map { $0.count == text.count ? number : nil }
        }
    }

    var isFinished: Bool { windowVectors.count == windows.count }

    /// Encodes the next windows: as many as have at most `tokenCount` tokens together, but at least one.
    mutating func encodeSlice(ofAtMost tokenCount: Int) throws(EncoderError) {
        let start = windowVectors.count
        guard start < windows.count else { return }
        var end = start + 1
        var count = windows[start].count
        while end < windows.count, count + windows[end].count <= tokenCount {
            count += windows[end].count
            end += 1
        }
        guard let tap else {
            windowVectors += try encoder.encode(windows[start..<end])
            return
        }
        let (vectors, rows) = try encoder.encode(windows[start..<end], tapping: tap.layer)
        windowVectors += vectors
        keep(rows, of: start..<end, in: tap)
    }

    private func keep(_ rows: [Float], of range: Range<Int>, in tap: Tap) {
        var row = 0
        for (window, text) in zip(windows[range], soleTexts[range]) {
            let count = window.count + 2
            if let text, count <= tap.tokenLimit {
                let ids = [encoder.options.frame.begin] + window + [encoder.options.frame.end]
                let values = row * encoder.dimensions..<(row + count) * encoder.dimensions
                // An encoder that cannot be tapped gives no rows.
                if values.upperBound <= rows.count { tap.keep(text, ids, rows[values]) }
            }
            row += count
        }
    }

    /// One vector for each text, in their order. Only when the job is finished.
    var vectors: [[Float]] {
        precondition(isFinished, "the job is not finished")
        var start = 0
        return windowCounts.map { count in
            defer { start += count }
            let vector = average(start..<start + count)
            return encoder.options.normalizes ? Self.normalized(vector) : vector
        }
    }

    private static func windows(of text: [Int32], encoder: SentenceEncoder) -> [ArraySlice<Int32>] {
        let length = encoder.encoder.maximumLength - 2
        guard text.count > length else { return [text[...]] }
        guard case .windows = encoder.options.longTexts else { return [text[..<length]] }
        return stride(from: 0, to: text.count, by: length).map { text[$0..<min($0 + length, text.count)] }
    }

    private func weight(of window: ArraySlice<Int32>) -> Float {
        encoder.options.longTexts == .windows(.byTokenCount) ? Float(window.count) : 1
    }

    private func average(_ range: Range<Int>) -> [Float] {
        guard range.count > 1 else { return windowVectors[range.lowerBound] }
        let total = windows[range].reduce(0) { $0 + weight(of: $1) }
        var average = [Float](repeating: 0, count: encoder.dimensions)
        for position in range {
            let share = weight(of: windows[position]) / total
            for index in average.indices { average[index] += windowVectors[position][index] * share }
        }
        return average
    }

    /// A vector of zeros, which no sound model gives, stays one.
    private static func normalized(_ vector: [Float]) -> [Float] {
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return length > 0 ? vector.map { $0 / length } : vector
    }
}
