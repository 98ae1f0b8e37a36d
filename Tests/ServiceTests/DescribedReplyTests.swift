import CacheCore
import CanonicalJSON
import HTTPTypes
import Testing

@testable import Service

@Suite("What the document says of replies is what the service replies")
struct DescribedReplyTests {
    /// A request and the status it leads to.
    struct Case: Sendable, CustomTestStringConvertible {
        let operation: String
        let status: Int
        var target: String?
        var body: String?
        var failure: StoreError?
        var hasEmbedder = true

        var testDescription: String { "\(operation) \(status) \(target ?? body?.prefix(80).description ?? "")" }
    }

    private static let question = #""tenant":"shop","messages":[{"role":"user","content":"Are you open?"}]"#
    private static let huge = #"{"tenant":""# + String(repeating: "x", count: DescribedService.bodyLimit) + "\"}"
    private static let begunImport = "/api/v1/import/" + String(repeating: "a", count: 64)
    private static let checkpoint = #"{"position":7,"line":1,"rejected":0}"#
    /// What a store can do to a request that writes, or reads.
    private static let failures: [(status: Int, error: StoreError)] = [
        (500, .failed("no such table")), (503, .busy), (503, .closed), (507, .full), (507, .readOnly),
    ]

    static let cases: [Case] =
        lifecycleCases + [
            Case(operation: "lookup", status: 200, body: "{\(question)}"),
            Case(operation: "lookup", status: 200, body: #"{"tenant":"shop","match":"Another?"}"#),
            Case(operation: "lookup", status: 200, body: "{\(question)}", failure: .failed("")),
            Case(operation: "lookup", status: 400, body: "{"),
            Case(operation: "lookup", status: 413, body: huge),
            Case(operation: "lookup", status: 422, body: #"{"tenant":"shop"}"#),
            Case(operation: "giveFeedback", status: 200, body: #"{"entry_id":1,"correct":false}"#),
            Case(operation: "giveFeedback", status: 400, body: "?"),
            Case(operation: "giveFeedback", status: 404, body: #"{"entry_id":17,"correct":false}"#),
            Case(operation: "giveFeedback", status: 404, body: #"{"entry_id":1,"correct":false,"tenant":"other"}"#),
            Case(operation: "giveFeedback", status: 413, body: huge),
            Case(operation: "giveFeedback", status: 422, body: #"{"hit_id":"mine","correct":false}"#),
            Case(
                operation: "giveFeedback", status: 422,
                body: #"{"entry_id":1,"correct":true,"tenant":"shop","user":"anna","match":"Open?"}"#),
            Case(operation: "readPolicy", status: 200, target: "/api/v1/policy?tenant=shop"),
            Case(operation: "readPolicy", status: 200, target: "/api/v1/policy?tenant=semantic"),
            Case(operation: "readPolicy", status: 400),
            Case(operation: "insertEntries", status: 200, body: "{\(question),\"answer\":\"No.\"}"),
            Case(
                operation: "insertEntries", status: 200,
                body: "{\(question),\"answer\":\"No.\",\"if_absent\":true}"),
            Case(operation: "insertEntries", status: 200, body: "{\"entries\":[{\(question),\"answer\":\"No.\"}]}"),
            Case(operation: "insertEntries", status: 201, body: #"{"tenant":"shop","match":"Why?","answer":""}"#),
            Case(
                operation: "insertEntries", status: 201,
                body: #"{"entries":[{"tenant":"shop","match":"Why?","answer":""}]}"#),
            Case(operation: "insertEntries", status: 400, body: ""),
            Case(operation: "insertEntries", status: 413, body: huge),
            Case(operation: "insertEntries", status: 422, body: "[]"),
            Case(operation: "listEntries", status: 200),
            Case(operation: "listEntries", status: 200, target: "/api/v1/entries?tenant=shop&limit=1"),
            Case(operation: "listEntries", status: 200, target: "/api/v1/entries?cursor=1"),
            Case(operation: "listEntries", status: 400, target: "/api/v1/entries?limit=0"),
            Case(operation: "listEntries", status: 400, target: "/api/v1/entries?cursor=one"),
            Case(operation: "readEntry", status: 200, target: "/api/v1/entries/1"),
            Case(operation: "readEntry", status: 400, target: "/api/v1/entries/one"),
            Case(operation: "readEntry", status: 404, target: "/api/v1/entries/17"),
            Case(operation: "removeEntry", status: 204, target: "/api/v1/entries/1"),
            Case(operation: "removeEntry", status: 400, target: "/api/v1/entries/%FF"),
            Case(operation: "removeEntry", status: 404, target: "/api/v1/entries/17"),
            Case(operation: "removeUser", status: 200, target: "/api/v1/users/anna"),
            Case(operation: "removeUser", status: 200, target: "/api/v1/users/anna?tenant=shop"),
            Case(operation: "removeUser", status: 400, target: "/api/v1/users/%FF"),
            Case(operation: "removeTenant", status: 200, target: "/api/v1/tenants/shop"),
            Case(operation: "removeTenant", status: 400, target: "/api/v1/tenants/%FF"),
            Case(operation: "listTenants", status: 200),
            Case(operation: "listTenants", status: 200, target: "/api/v1/tenants?limit=1"),
            Case(operation: "listTenants", status: 400, target: "/api/v1/tenants?cursor=!"),
            Case(operation: "findWalls", status: 200),
            Case(operation: "findWalls", status: 400, target: "/api/v1/walls?limit=1"),
            Case(operation: "readReport", status: 200),
            Case(
                operation: "readReport", status: 200, target: "/api/v1/report?tenant=shop&from=30d&walls=true&limit=1"),
            Case(operation: "readReport", status: 400, target: "/api/v1/report?from=yesterday"),
            Case(operation: "readReport", status: 400, target: "/api/v1/report?from=1h&until=2h"),
            Case(operation: "readReport", status: 400, target: "/api/v1/report?format=pdf"),
            Case(operation: "readQueryLog", status: 200),
            Case(operation: "readQueryLog", status: 200, target: "/api/v1/log?tenant=shop&from=1h&limit=1&cursor=1"),
            Case(operation: "readQueryLog", status: 400, target: "/api/v1/log?cursor=-1"),
            Case(operation: "readStatistics", status: 200),
            Case(operation: "readStatistics", status: 400, target: "/api/v1/stats?tenant=shop"),
            Case(operation: "readMigration", status: 200),
            Case(operation: "readMigration", status: 200, hasEmbedder: false),
            Case(operation: "readMigration", status: 400, target: "/api/v1/migration?tenant=shop"),
            Case(operation: "startMigration", status: 202),
            Case(operation: "startMigration", status: 400, target: "/api/v1/migration?tenant=shop"),
            Case(operation: "startMigration", status: 409, hasEmbedder: false),
            Case(operation: "exportEntries", status: 200, target: "/api/v1/export?tenant=shop&vectors=true"),
            Case(operation: "exportEntries", status: 400, target: "/api/v1/export?vectors=yes"),
            Case(operation: "importEntries", status: 200, body: "{\(question),\"answer\":\"No.\"}\n{broken\n"),
            Case(operation: "importEntries", status: 400, target: "/api/v1/import?mode=best", body: ""),
            Case(operation: "importEntries", status: 413, body: huge),
            Case(operation: "readImport", status: 200, target: begunImport),
            Case(operation: "readImport", status: 400, target: "/api/v1/import/x"),
            Case(operation: "readImport", status: 404, target: "/api/v1/import/" + String(repeating: "0", count: 64)),
            Case(operation: "saveImport", status: 200, target: begunImport, body: checkpoint),
            Case(operation: "saveImport", status: 400, target: begunImport, body: "{"),
            Case(operation: "saveImport", status: 413, target: begunImport, body: huge),
            Case(operation: "saveImport", status: 422, target: begunImport, body: #"{"position":-1}"#),
            Case(operation: "modelcache", status: 200, body: "{}"),
            Case(operation: "modelcache", status: 400, body: "[]"),
            Case(operation: "modelcache", status: 413, body: huge),
            Case(operation: "welcome", status: 200),
            Case(operation: "checkLiveness", status: 200),
            Case(operation: "checkReadiness", status: 200),
            Case(operation: "checkReadiness", status: 503, failure: .failed("disk")),
            Case(operation: "readMetrics", status: 200),
            Case(operation: "readMetrics", status: 200, failure: .failed("disk")),
            Case(operation: "readDescription", status: 200),
            Case(operation: "readDocumentation", status: 200),
        ]
        + failures.flatMap { failure in
            let writes = [
                Case(
                    operation: "insertEntries", status: failure.status,
                    body: "{\(question),\"answer\":\"\"}", failure: failure.error),
                Case(
                    operation: "giveFeedback", status: failure.status, body: #"{"entry_id":1,"correct":false}"#,
                    failure: failure.error),
                Case(
                    operation: "removeEntry", status: failure.status, target: "/api/v1/entries/1",
                    failure: failure.error),
                Case(
                    operation: "removeUser", status: failure.status, target: "/api/v1/users/anna",
                    failure: failure.error),
                Case(
                    operation: "removeTenant", status: failure.status, target: "/api/v1/tenants/shop",
                    failure: failure.error),
                Case(operation: "startMigration", status: failure.status, failure: failure.error),
                Case(
                    operation: "importEntries", status: failure.status, body: "{\(question),\"answer\":\"\"}",
                    failure: failure.error),
                Case(
                    operation: "saveImport", status: failure.status, target: begunImport, body: checkpoint,
                    failure: failure.error),
                Case(
                    operation: "correctEntry", status: failure.status, target: "/api/v1/entries/1",
                    body: #"{"pin":true}"#,
                    failure: failure.error),
                Case(
                    operation: "removeEntries", status: failure.status, body: #"{"ids":[1]}"#, failure: failure.error),
                Case(
                    operation: "restoreEntry", status: failure.status, target: "/api/v1/entries/1/restore",
                    failure: failure.error),
                Case(
                    operation: "restoreDeletion", status: failure.status, target: "/api/v1/deletions/1/restore",
                    failure: failure.error),
            ]
            guard failure.status != 507 else { return writes }
            return writes + [
                Case(operation: "listEntries", status: failure.status, failure: failure.error),
                Case(
                    operation: "readEntry", status: failure.status, target: "/api/v1/entries/1",
                    failure: failure.error),
                Case(operation: "listTenants", status: failure.status, failure: failure.error),
                Case(operation: "findWalls", status: failure.status, failure: failure.error),
                Case(operation: "readStatistics", status: failure.status, failure: failure.error),
                Case(operation: "readReport", status: failure.status, failure: failure.error),
                Case(operation: "readQueryLog", status: failure.status, failure: failure.error),
                Case(operation: "readMigration", status: failure.status, failure: failure.error),
                Case(operation: "exportEntries", status: failure.status, failure: failure.error),
                Case(operation: "readImport", status: failure.status, target: begunImport, failure: failure.error),
            ]
        }

    /// Correcting, deleting and restoring. What is restored has been deleted first; see `reply`.
    private static let lifecycleCases: [Case] = [
        Case(
            operation: "correctEntry", status: 200, target: "/api/v1/entries/1",
            body: #"{"answer":"No.","metadata":{"by":"me"},"ttl":60,"sliding":true,"stale_for":5,"tags":["a"]}"#),
        Case(operation: "correctEntry", status: 400, target: "/api/v1/entries/one", body: #"{"pin":true}"#),
        Case(operation: "correctEntry", status: 404, target: "/api/v1/entries/17", body: #"{"pin":true}"#),
        Case(operation: "correctEntry", status: 413, target: "/api/v1/entries/1", body: huge),
        Case(operation: "correctEntry", status: 422, target: "/api/v1/entries/1", body: "{}"),
        Case(operation: "removeEntries", status: 200, body: #"{"tenant":"shop","prompt":"Are you open?"}"#),
        Case(operation: "removeEntries", status: 200, body: #"{"tags":["none"],"dry_run":true}"#),
        Case(operation: "removeEntries", status: 200, body: #"{"ids":[1,2],"purge":true}"#),
        Case(operation: "removeEntries", status: 400, body: "{"),
        Case(operation: "removeEntries", status: 413, body: huge),
        Case(operation: "removeEntries", status: 422, body: #"{"dry_run":true}"#),
        Case(operation: "restoreEntry", status: 200, target: "/api/v1/entries/1/restore"),
        Case(operation: "restoreEntry", status: 400, target: "/api/v1/entries/one/restore"),
        Case(operation: "restoreEntry", status: 404, target: "/api/v1/entries/17/restore"),
        Case(operation: "restoreEntry", status: 409, target: "/api/v1/entries/1/restore"),
        Case(operation: "restoreDeletion", status: 200, target: "/api/v1/deletions/1/restore"),
        Case(operation: "restoreDeletion", status: 400, target: "/api/v1/deletions/one/restore"),
        Case(operation: "restoreDeletion", status: 404, target: "/api/v1/deletions/17/restore"),
        Case(operation: "listEntries", status: 200, target: "/api/v1/entries?deleted=true"),
        Case(operation: "listEntries", status: 200, target: "/api/v1/entries?tag=a&tenant=shop"),
        Case(operation: "listEntries", status: 400, target: "/api/v1/entries?deleted=yes"),
        Case(operation: "listEntries", status: 400, target: "/api/v1/entries?deleted=true&tag=a"),
        Case(operation: "removeEntry", status: 204, target: "/api/v1/entries/1?purge=true"),
        Case(operation: "removeEntry", status: 400, target: "/api/v1/entries/1?purge=maybe"),
    ]

    @Test("Each reply is as described", arguments: cases)
    func reply(_ example: Case) async throws {
        let service = try await DescribedService(hasEmbedder: example.hasEmbedder)
        if example.target == Self.begunImport {
            _ = try await service.send("saveImport", target: Self.begunImport, body: Self.checkpoint)
        }
        if example.operation.hasPrefix("restore") || example.target?.contains("deleted=true") ?? false {
            try await service.cache.remove([EntryID(1)])
            if example.status == 409 {
                try await service.cache.insert(CacheRequest(tenant: "shop", prompt: "Are you open?"), answer: "No.")
            }
        }
        service.store.fail(with: example.failure)
        let reply = try await service.send(
            example.operation, target: example.target, body: example.body)
        #expect(reply.status == example.status)
        if example.operation == "insertEntries", reply.status < 300, reply.body?["id"] != nil {
            #expect(reply.headers[.location] == "/api/v1/entries/\(reply.body?["id"]?.integerValue ?? 0)")
        }
    }

    @Test("There is such a case for every status that the document has")
    func casesAreComplete() {
        let described = DescribedService.operations.flatMap { operation in
            operation.replies.map { "\(operation.id) \($0.status)" }
        }
        #expect(Set(described) == Set(Self.cases.map { "\($0.operation) \($0.status)" }))
    }

    @Test(
        "A path or a method that is not described is answered with a problem",
        arguments: [(HTTPRequest.Method.get, "/nothing"), (.delete, "/docs"), (.get, "/api/v1/lookup")])
    func notDescribed(method: HTTPRequest.Method, path: String) async throws {
        let reply = try await TestServer().send(method, path)
        #expect(reply.status == .notFound)
        #expect(reply.headers[.contentType] == "application/problem+json")
        let validator = JSONSchemaValidator(document: OpenAPIDocument.value, isClosed: true)
        let errors = validator.errors(
            in: try reply.json, schema: ["$ref": "#/components/schemas/Problem"])
        #expect(errors == [])
    }
}
