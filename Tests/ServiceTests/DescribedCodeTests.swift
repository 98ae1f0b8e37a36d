import CacheCore
import CanonicalJSON
import Testing

@testable import Service

@Suite("Every code of the compatible protocol replies as described")
struct DescribedCodeTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let code: Int64
        let body: String
        var failure: StoreError?

        init(_ code: Int64, _ body: String, failure: StoreError? = nil) {
            self.code = code
            self.body = body
            self.failure = failure
        }

        var testDescription: String { "\(code) \(body)" }
    }

    private static let query = #"""
        {"type":"query","scope":{"model":"shop"},"query":[{"role":"user","content":"Are you open?"}]}
        """#
    private static let insert = #"""
        {"type":"insert","scope":{"model":"shop"},"chat_info":[{"query":[{"content":"a"}],"answer":"b"}]}
        """#
    private static let removal = #"""
        {"type":"remove","scope":{"model":"shop"},"remove_type":"delete_by_id","id_list":[1]}
        """#
    private static let truncation = #"{"type":"remove","scope":{"model":"shop"},"remove_type":"truncate_by_model"}"#
    private static let registration = #"{"type":"register","scope":{"model":"shop"}}"#

    static let cases = [
        Case(0, query),
        Case(0, query.replacing("open", with: "closed")),
        Case(0, insert),
        Case(0, removal),
        Case(0, truncation),
        Case(0, registration),
        Case(0, registration.replacing("shop", with: "new")),
        Case(101, "null"),
        Case(102, "{}"),
        Case(103, #"{"type":"query"}"#),
        Case(103, #"{"type":"insert"}"#),
        Case(103, #"{"type":"remove","scope":{"model":"shop"},"remove_type":"delete_by_id"}"#),
        Case(103, #"{"type":"register","scope":{}}"#),
        Case(105, query.replacing("shop", with: "blocked")),
        Case(202, query, failure: .failed("disk")),
        Case(301, insert, failure: .full),
        Case(305, insert.replacing("shop", with: "blocked")),
        Case(401, #"{"type":"remove","scope":{"model":"shop"}}"#),
        Case(402, removal, failure: .readOnly),
        Case(402, truncation, failure: .busy),
        Case(502, registration, failure: .closed),
    ]

    @Test("Each reply is as described", arguments: cases)
    func reply(_ example: Case) async throws {
        let service = try await DescribedService()
        service.store.fail(with: example.failure)
        let reply = try await service.send("modelcache", body: example.body)
        #expect(reply.body?["errorCode"]?.integerValue == example.code)
    }

    /// 201 needs an embedder: see `DescribedMissTests`.
    @Test("There is such a case for every code that the document has")
    func casesAreComplete() {
        let schemas = Operation.members(OpenAPIDocument.value["components"]?["schemas"])
        let codes = schemas.compactMap { $0.value["properties"]?["errorCode"] }.flatMap { code in
            (code["oneOf"]?.arrayValue ?? [code]).compactMap { $0["const"]?.integerValue }
        }
        #expect(Set(codes) == Set(Self.cases.map(\.code) + [201]))
    }
}
