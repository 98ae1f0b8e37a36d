import CanonicalJSON
import Testing

@testable import Embeddings

@Suite struct ScalarClassesTests {
    private static let names: [(name: String, scalarClass: ScalarClasses)] = [
        ("other", .other), ("whitespace", .whitespace), ("punctuation", .punctuation),
        ("nonspacingMark", .nonspacingMark), ("mark", .mark), ("wordCharacter", .wordCharacter),
        ("ideograph", .ideograph),
    ]

    @Test("Every scalar has the classes that the reference gives it")
    func classesEqualTheReference() throws {
        let fixture = try TokenizerFixture.json("scalar-classes.json")
        var expected = [ScalarClasses](repeating: [], count: 0x110000)
        var compared: ScalarClasses = []
        for (name, scalarClass) in Self.names {
            compared.insert(scalarClass)
            for range in try #require(fixture[name]?.arrayValue) {
                let bounds = try #require(range.arrayValue).compactMap(\.integerValue)
                for value in bounds[0]...bounds[1] { expected[Int(value)].insert(scalarClass) }
            }
        }
        let different = (0..<UInt32(0x110000)).filter {
            Unicode.Scalar($0) != nil && ScalarClasses.of($0).intersection(compared) != expected[Int($0)]
        }
        #expect(different.map { String($0, radix: 16) } == [])
    }
}
