import CanonicalJSON
import Foundation
import Testing

@testable import Embeddings

@Suite struct EmbeddingsMessageTests {
    private func configuration(
        _ dialect: RemoteEmbedderConfiguration.Dialect = .openAI
    ) -> RemoteEmbedderConfiguration {
        var configuration = RemoteEmbedderConfiguration(
            endpoint: "http://localhost/v1/embeddings", model: "m", dimensions: 2)
        configuration.dialect = dialect
        return configuration
    }

    private func vectors(
        _ reply: String, count: Int, _ dialect: RemoteEmbedderConfiguration.Dialect = .openAI
    ) throws(EmbeddingsReplyError) -> [[Float]] {
        try configuration(dialect).vectors(inReply: Array(reply.utf8), count: count)
    }

    private static func base64(_ values: [Float]) -> String {
        var data = Data()
        for value in values {
            withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
        }
        return data.base64EncodedString()
    }

    @Test("An OpenAI request names the model, the texts with their prefix, the encoding and perhaps the size")
    func openAIRequest() throws {
        var configuration = configuration()
        configuration.textPrefix = "query: "
        configuration.encoding = .float
        let body = try JSONValue(parsing: configuration.requestBody(for: ["a", "\"é\"\n"]))
        #expect(body == ["model": "m", "input": ["query: a", "query: \"é\"\n"], "encoding_format": "float"])
        configuration.requestsDimensions = true
        #expect(try JSONValue(parsing: configuration.requestBody(for: []))["dimensions"] == 2)
    }

    @Test("A Text Embeddings Inference request asks for unit vectors and cuts long texts")
    func textEmbeddingsInferenceRequest() throws {
        let body = try JSONValue(parsing: configuration(.textEmbeddingsInference).requestBody(for: ["a"]))
        #expect(body == ["inputs": ["a"], "normalize": true, "truncate": true])
    }

    @Test(
        "Vectors are put in the order of the texts and brought to unit length, from numbers and from base64")
    func openAIReply() throws {
        let reply = """
            {"object":"list","data":[{"index":1,"embedding":"\(Self.base64([0, -2]))"},
            {"index":0,"embedding":[3,4.0]}],"usage":{"total_tokens":5}}
            """
        #expect(try vectors(reply, count: 2) == [[0.6, 0.8], [0, -1]])
    }

    @Test("A Text Embeddings Inference reply is a list in the order of the texts")
    func textEmbeddingsInferenceReply() throws {
        #expect(try vectors("[[0,1],[1,0]]", count: 2, .textEmbeddingsInference) == [[0, 1], [1, 0]])
    }

    @Test("Very small and very large vectors keep their direction")
    func extremeLengths() throws {
        let reply = "[[1e-38,0],[3e38,0],[1e-45,0]]"
        #expect(try vectors(reply, count: 3, .textEmbeddingsInference) == [[1, 0], [1, 0], [1, 0]])
    }

    static let bad: [(reply: String, error: EmbeddingsReplyError)] = [
        ("[[1,0]]", .unexpectedShape("it has no field data")),
        (#"{"data":{}}"#, .unexpectedShape("it is an object, not a list")),
        (#"{"data":[]}"#, .wrongCount(expected: 1, actual: 0)),
        (
            #"{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[1,0]}]}"#,
            .wrongCount(expected: 1, actual: 2)
        ),
        (#"{"data":[{"index":1,"embedding":[1,0]}]}"#, .wrongIndex(1)),
        (#"{"data":[{"index":-1,"embedding":[1,0]}]}"#, .wrongIndex(-1)),
        (
            #"{"data":[{"embedding":[1,0]}]}"#,
            .unexpectedShape("an item of data has no index or no embedding")
        ),
        (#"{"data":[{"index":0,"embedding":[1,0,0]}]}"#, .wrongDimensions(expected: 2, actual: 3)),
        (#"{"data":[{"index":0,"embedding":[]}]}"#, .wrongDimensions(expected: 2, actual: 0)),
        (#"{"data":[{"index":0,"embedding":[0,0]}]}"#, .zeroVector(index: 0)),
        (#"{"data":[{"index":0,"embedding":[1,1e300]}]}"#, .notFinite(index: 0)),
        (#"{"data":[{"index":0,"embedding":"\#(base64([.nan, 1]))"}]}"#, .notFinite(index: 0)),
        (#"{"data":[{"index":0,"embedding":[1,null]}]}"#, .unexpectedShape("an embedding holds null")),
        (#"{"data":[{"index":0,"embedding":null}]}"#, .unexpectedShape("an embedding is null")),
        (
            #"{"data":[{"index":0,"embedding":"AAAA"}]}"#,
            .unexpectedShape("an embedding is a text, but not 32-bit floats in base64")
        ),
        (
            #"{"data":[{"index":0,"embedding":"%"}]}"#,
            .unexpectedShape("an embedding is a text, but not 32-bit floats in base64")
        ),
    ]

    @Test("A reply that is not exactly what was asked for is refused", arguments: bad)
    func badReplies(reply: String, error: EmbeddingsReplyError) {
        #expect(throws: error) { try vectors(reply, count: 1) }
    }

    @Test("An index that occurs twice is refused")
    func repeatedIndex() {
        let item = #"{"index":0,"embedding":[1,0]}"#
        #expect(throws: EmbeddingsReplyError.wrongIndex(0)) {
            try vectors(#"{"data":[\#(item),\#(item)]}"#, count: 2)
        }
    }

    @Test("A reply cut short anywhere is refused")
    func cutReplies() {
        let reply = Array(#"{"data":[{"index":0,"embedding":[1,0]}]}"#.utf8)
        for length in 0..<reply.count {
            #expect(throws: EmbeddingsReplyError.self) {
                try configuration().vectors(inReply: Array(reply.prefix(length)), count: 1)
            }
        }
    }
}
