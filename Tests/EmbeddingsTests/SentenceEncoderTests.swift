import CKernels
import Testing

@testable import Embeddings

@Suite struct SentenceEncoderTests {
    static let special = WindowFrame(begin: 1, end: 2)

    static func encoder(
        _ model: PackedModel, longTexts: LongTextRule = .windows(.byTokenCount), normalizes: Bool = false,
        kernels: EncoderKernels = EncoderKernels.all.last!
    ) -> SentenceEncoder {
        let options = EncodingOptions(frame: special, longTexts: longTexts, normalizes: normalizes)
        return SentenceEncoder(model: model, options: options, kernels: kernels)
    }

    @Test(arguments: KernelTests.Path.all, [0, 2])
    func computesTheModelByItsDefinition(path: KernelTests.Path, positionOffset: Int) throws {
        try withTinyModel(positionOffset: positionOffset) { tiny in
            let encoder = Self.encoder(try tiny.packed(), kernels: path.kernels)
            for text: [Int32] in [[], [3], [7, 7, 49, 0, 12], Array(10..<20)] {
                let tokens = tiny.reference([1] + text + [2])
                let width = encoder.dimensions
                let mean = (0..<width).map { column in
                    stride(from: column, to: tokens.count, by: width).reduce(0) { $0 + tokens[$1] }
                        / Double(tokens.count / width)
                }
                #expect(largestDifference(try encoder.embed([text])[0], mean) < 1e-5)
            }
        }
    }

    @Test func poolsTheFirstToken() throws {
        try withTinyModel { tiny in
            try tiny.write("1_Pooling/config.json", #"{"pooling_mode_cls_token": true}"#)
            let encoder = Self.encoder(try tiny.packed())
            let expected = Array(tiny.reference([1, 5, 6, 2])[..<encoder.dimensions])
            #expect(largestDifference(try encoder.embed([[5, 6]])[0], expected) < 1e-5)
        }
    }

    @Test(arguments: KernelTests.Path.all)
    func eightBitsStayClose(path: KernelTests.Path) throws {
        try withTinyModel { tiny in
            let exact = Self.encoder(try tiny.packed(), kernels: path.kernels)
            let rounded = Self.encoder(try tiny.packed(.int8), kernels: path.kernels)
            let texts: [[Int32]] = [[], [9], [3, 4, 5, 6, 7]]
            for (a, b) in zip(try exact.embed(texts), try rounded.embed(texts)) {
                #expect(cosine(a, b) > 0.999)
            }
        }
    }

    @Test(arguments: WeightPrecision.allCases)
    func aBatchGivesWhatSingleTextsGive(precision: WeightPrecision) throws {
        try withTinyModel { tiny in
            let encoder = Self.encoder(try tiny.packed(precision))
            var random = SeededRandom(seed: 1)
            // More tokens than one slice takes.
            let texts: [[Int32]] = (0..<400).map { index in
                (0..<index % 11).map { _ in Int32.random(in: 0..<50, using: &random) }
            }
            let batch = try encoder.embed(texts)
            #expect(batch.count == texts.count)
            for index in stride(from: 0, to: texts.count, by: 37) {
                let single = try encoder.embed([texts[index]])[0]
                #expect(largestDifference(batch[index], single.map(Double.init)) < 1e-5)
            }
            #expect(try encoder.embed([]).isEmpty)
        }
    }

    /// The tiny model takes 12 tokens, which is 10 without begin and end.
    @Test func longTextsAreAveragedOverWindows() throws {
        try withTinyModel { tiny in
            let model = try tiny.packed()
            let text: [Int32] = Array(3..<27)
            let parts = try Self.encoder(model).embed([Array(3..<13), Array(13..<23), Array(23..<27)])
            func mean(_ weights: [Double]) -> [Double] {
                parts[0].indices.map { index in
                    zip(parts, weights).reduce(0) { $0 + Double($1.0[index]) * $1.1 } / weights.reduce(0, +)
                }
            }
            let weighted = try Self.encoder(model).embed([text])[0]
            #expect(largestDifference(weighted, mean([10, 10, 4])) < 1e-6)
            let equal = try Self.encoder(model, longTexts: .windows(.equal)).embed([text])[0]
            #expect(largestDifference(equal, mean([1, 1, 1])) < 1e-6)
            let truncated = try Self.encoder(model, longTexts: .truncate).embed([text])[0]
            #expect(largestDifference(truncated, mean([1, 0, 0])) < 1e-6)
        }
    }

    @Test func vectorsAreUnitLengthUnlessAskedOtherwise() throws {
        try withTinyModel { tiny in
            let vector = try Self.encoder(try tiny.packed(), normalizes: true).embed([[4, 5]])[0]
            #expect(abs(vector.reduce(0) { $0 + $1 * $1 } - 1) < 1e-5)
        }
    }

    @Test(arguments: [-1, 50, Int32.max, .min])
    func refusesTokensOfAnotherVocabulary(id: Int32) throws {
        try withTinyModel { tiny in
            let encoder = Self.encoder(try tiny.packed())
            #expect(throws: EncoderError.tokenOutOfRange(id: id, vocabularySize: 50)) {
                try encoder.embed([[1], [2, id]])
            }
        }
    }

    @Test func callsFromManyThreadsAreIndependent() async throws {
        let tiny = try TinyModel()
        defer { tiny.remove() }
        let encoder = Self.encoder(try tiny.packed(.int8))
        let texts: [[Int32]] = (0..<20).map { [Int32($0), Int32($0 + 20)] }
        let expected = try encoder.embed(texts)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for _ in 0..<8 { group.addTask { try encoder.embed(texts) == expected } }
            for try await isEqual in group { #expect(isEqual) }
        }
    }

    @Test func theFingerprintNamesAllThatShapesAVector() throws {
        try withTinyModel { tiny in
            let model = try tiny.packed()
            var variants = [EncodingOptions(frame: Self.special)]
            variants.append(EncodingOptions(frame: WindowFrame(begin: 1, end: 3)))
            variants.append(EncodingOptions(frame: Self.special, longTexts: .truncate))
            variants.append(EncodingOptions(frame: Self.special, longTexts: .windows(.equal)))
            variants.append(EncodingOptions(frame: Self.special, prompt: "query: "))
            variants.append(EncodingOptions(frame: Self.special, normalizes: false))
            var fingerprints = try variants.map { try SentenceEncoder(model: model, options: $0).fingerprint }
            #expect(try SentenceEncoder(model: model, options: variants[0]).fingerprint == fingerprints[0])
            fingerprints.append(
                try SentenceEncoder(model: try tiny.packed(.int8), options: variants[0]).fingerprint)
            try tiny.write("config.json", tiny.config() + "\n")
            fingerprints.append(
                try SentenceEncoder(model: try tiny.packed(), options: variants[0]).fingerprint)
            #expect(Set(fingerprints).count == fingerprints.count)
        }
    }
}
