/// How close a model's vector is to the one that it gave when it was installed.
public struct ModelCheck: Sendable, Equatable {
    public struct Result: Sendable, Equatable {
        /// The processor's instructions that were used: portable, avx2, avx512, neon.
        public var kernels: String
        public var cosine: Double
    }

    /// One for each set of kernels that this processor executes.
    public var results: [Result]
}

extension ModelLibrary {
    /// The least cosine to the recorded vector; kernels differ by rounding only.
    static let requiredCosine = 0.999

    /// Reads all files of a model, compares their checksums, and embeds the recorded text with every set of kernels.
    ///
    /// - Throws: `ModelLibraryError.wrongChecksum` for a damaged file, `.differentVector`, and what `open` throws.
    public func check(_ name: String) throws -> ModelCheck {
        let record = try record(of: name)
        let model = InstalledModel(folder: path(of: name), record: record)
        try FileChecksum.verify(model.path(of: record.encoder), expected: record.encoder.sha256)
        let encoder = try model.open(verifiesWeights: true)
        let text = encoder.tokens(of: record.check.text).ids
        let weights = try PackedModel(path: model.path(of: record.encoder), verifiesPayload: false)
        let results = try EncoderKernels.all.map { kernels in
            let sentences = SentenceEncoder(
                model: weights, options: encoder.encoder.options, kernels: kernels)
            let vector = try sentences.embed([text])[0]
            return ModelCheck.Result(
                kernels: kernels.description, cosine: Self.cosine(vector, record.check.vector))
        }
        // Written so that a cosine that is no number fails as well.
        if let wrong = results.first(where: { !($0.cosine >= Self.requiredCosine) }) {
            throw ModelLibraryError.differentVector(name: name, kernels: wrong.kernels, cosine: wrong.cosine)
        }
        return ModelCheck(results: results)
    }

    private static func cosine(_ a: [Float], _ b: [Float]) -> Double {
        var product = 0.0, squaresOfA = 0.0, squaresOfB = 0.0
        for (a, b) in zip(a, b) {
            product += Double(a) * Double(b)
            squaresOfA += Double(a) * Double(a)
            squaresOfB += Double(b) * Double(b)
        }
        return product / (squaresOfA * squaresOfB).squareRoot()
    }
}
