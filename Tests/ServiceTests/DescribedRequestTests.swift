import CacheCore
import CanonicalJSON
import Testing

@testable import Service

@Suite("What the document says of requests is what the service takes")
struct DescribedRequestTests {
    /// `null` in place of a missing field, null content beside other fields, and misuse of unknown fields of
    /// a message are in the texts of the document, not in its schemas.
    @Test(
        "A schema refuses a body when the service does",
        arguments: [
            ("lookup", #"{"tenant":"t","messages":[{"role":"user","content":"a"}]}"#),
            ("lookup", #"{"tenant":"t","messages":[{}]}"#),
            ("lookup", #"{"tenant":"t","messages":[{"content":[{"type":"text","text":"a"}]}]}"#),
            ("lookup", #"{"tenant":"t","messages":[{"content":null,"tool_calls":[]}]}"#),
            ("lookup", #"{"tenant":"t","match":"a"}"#),
            ("lookup", #"{"tenant":"t","match":"a","messages":[]}"#),
            ("lookup", #"{"tenant":"t","match":"a","context":[1],"parameters":{"x":null}}"#),
            ("lookup", #"{"tenant":"t","user":"u","version":"1","match":"a"}"#),
            ("lookup", "[]"),
            ("lookup", "{}"),
            ("lookup", #"{"tenant":"t"}"#),
            ("lookup", #"{"tenant":"t","messages":[]}"#),
            ("lookup", #"{"tenant":"","match":"a"}"#),
            ("lookup", #"{"tenant":17,"match":"a"}"#),
            ("lookup", #"{"tenant":"t","user":"","match":"a"}"#),
            ("lookup", #"{"tenant":"t","match":["a"]}"#),
            ("lookup", #"{"tenant":"t","match":"a","parameters":[]}"#),
            ("lookup", #"{"tenant":"t","match":"a","usr":"u"}"#),
            ("lookup", #"{"tenant":"t","match":"a","answer":"b"}"#),
            ("lookup", #"{"tenant":"t","messages":["a"]}"#),
            ("lookup", #"{"tenant":"t","messages":[{"role":1}]}"#),
            ("lookup", #"{"tenant":"t","messages":[{"content":1}]}"#),
            ("lookup", #"{"tenant":"t","messages":[{"content":[{"type":"image"}]}]}"#),
            ("lookup", #"{"tenant":"t","match":"a","policy":{"exact_only":true,"risk":0.001,"threshold":0.99}}"#),
            ("lookup", #"{"tenant":"t","match":"a","policy":{"risk":0.7}}"#),
            ("lookup", #"{"tenant":"t","match":"a","policy":{"threshold":"high"}}"#),
            ("lookup", #"{"tenant":"t","match":"a","policy":{"exact":true}}"#),
            ("lookup", #"{"tenant":"t","match":"a","policy":0.001}"#),
            ("lookup", #"{"tenant":"t","match":"a","tags":["x","y"]}"#),
            ("lookup", #"{"tenant":"t","match":"a","tags":"x"}"#),
            ("lookup", #"{"tenant":"t","match":"a","tags":[1]}"#),
            ("removeEntries", #"{"tags":["x"]}"#),
            ("removeEntries", #"{"source":"42","created_from":"2026-01-31T09:30:00Z"}"#),
            ("removeEntries", "{}"),
            ("removeEntries", #"{"tags":[]}"#),
            ("removeEntries", #"{"purge":true}"#),
            ("removeEntries", #"{"ids":[]}"#),
            ("removeEntries", #"{"ids":["1"]}"#),
            ("removeEntries", #"{"source":""}"#),
            ("removeEntries", #"{"tenant":""}"#),
            ("removeEntries", #"{"prompt":7}"#),
            ("removeEntries", #"{"tennant":"t"}"#),
            ("removeEntries", #"{"ids":[1],"dry_run":"yes"}"#),
            (
                "insertEntries",
                #"{"tenant":"t","match":"a","answer":"b","sliding":true,"stale_for":0,"pin":true,"tags":["x"],"metadata":{}}"#
            ),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","stale_for":-1}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","pin":1}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","tags":[""]}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","metadata":[]}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","ttl":0}"#),
            ("giveFeedback", #"{"entry_id":1,"correct":true}"#),
            (
                "giveFeedback",
                #"{"entry_id":1,"correct":true,"tenant":"shop","messages":[{"role":"user","content":"Open?"}]}"#
            ),
            ("giveFeedback", #"{"entry_id":"1","correct":true}"#),
            ("giveFeedback", #"{"entry_id":1}"#),
            ("giveFeedback", #"{"correct":true}"#),
            ("giveFeedback", #"{"entry_id":1,"correct":"yes"}"#),
            ("giveFeedback", #"{"entry_id":1,"hit_id":"AQ","correct":true}"#),
            ("giveFeedback", #"{"entry_id":1,"correct":true,"comment":"good"}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b"}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","if_absent":true}"#),
            ("insertEntries", #"{"entries":[{"tenant":"t","match":"a","answer":"b"}],"if_absent":false}"#),
            ("insertEntries", #"{"tenant":"t","match":"a"}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":1}"#),
            ("insertEntries", #"{"tenant":"t","match":"a","answer":"b","if_absent":"yes"}"#),
            ("insertEntries", #"{"entries":[]}"#),
            ("insertEntries", #"{"entries":{}}"#),
            ("insertEntries", #"{"entries":[{"tenant":"t","match":"a"}]}"#),
            ("insertEntries", #"{"entries":[{"tenant":"t","match":"a","answer":"b"}],"tenant":"t"}"#),
            ("insertEntries", #"{"entries":[{"tenant":"t","match":"a","answer":"b","if_absent":true}]}"#),
            ("modelcache", #"{"type":"query","scope":{"model":"m"},"query":[{"content":"a"}],"other":1}"#),
            ("modelcache", #"{"type":"query","scope":{"model":"m","user":"u"},"query":[{}]}"#),
            ("modelcache", #"{"type":"query","scope":{"model":"m"},"query":[]}"#),
            ("modelcache", #"{"type":"query","scope":{"model":""},"query":[{}]}"#),
            ("modelcache", #"{"type":"query","scope":"m","query":[{}]}"#),
            ("modelcache", #"{"type":"query","query":[{}]}"#),
            ("modelcache", #"{"type":"query","scope":{"model":"m","parameters":"p"},"query":[{}]}"#),
            ("modelcache", #"{"type":"query","scope":{"model":"m"},"query":[{"content":null}]}"#),
            ("modelcache", #"{"type":"Query","scope":{"model":"m"},"query":[{}]}"#),
            ("modelcache", #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}],"answer":""}]}"#),
            ("modelcache", #"{"type":"insert","scope":{"model":"m"},"chat_info":[]}"#),
            ("modelcache", #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"query":[{}]}]}"#),
            ("modelcache", #"{"type":"insert","scope":{"model":"m"},"chat_info":[{"answer":""}]}"#),
            ("modelcache", #"{"type":"remove","scope":{"model":"m"},"remove_type":"truncate_by_model"}"#),
            (
                "modelcache",
                #"{"type":"remove","scope":{"model":"m"},"remove_type":"delete_by_id","id_list":[1,"1"]}"#
            ),
            ("modelcache", #"{"type":"remove","scope":{"model":"m"},"remove_type":"delete_by_id"}"#),
            (
                "modelcache",
                #"{"type":"remove","scope":{"model":"m"},"remove_type":"delete_by_id","id_list":[1.5]}"#
            ),
            ("modelcache", #"{"type":"remove","scope":{"model":"m"},"remove_type":"all"}"#),
            ("modelcache", #"{"type":"register","scope":{"model":"m"}}"#),
            ("modelcache", #"{"type":"register","scope":{"model":7}}"#),
        ])
    func verdicts(operationID: String, body: String) async throws {
        let operation = try #require(DescribedService.operations.first { $0.id == operationID })
        let schema = try #require(operation.body?.schema)
        let validator = JSONSchemaValidator(document: OpenAPIDocument.value)
        let errors = validator.errors(in: try JSONValue(parsing: body), schema: schema)
        let reply = try await DescribedService().send(operationID, body: body)
        let isAccepted = reply.status < 300 && (reply.body?["errorCode"] ?? 0) == 0
        #expect(errors.isEmpty == isAccepted, "\(errors) \(String(describing: reply.body?.oneLine))")
    }

    @Test(
        "The examples are what the service answers, one request after the other",
        arguments: [["Cache", "Administration"], ["Compatible protocol"], ["Operations"]])
    func examples(tags: [String]) async throws {
        let service = try await DescribedService(isEmpty: true)
        for operation in DescribedService.operations where tags.contains(operation.tag) {
            for request in operation.requestExamples {
                let body = request.body.map { String(decoding: $0.encoded, as: UTF8.self) }
                let reply = try await service.send(
                    operation.id, target: CurlCommand.target(of: operation), body: body)
                await service.cache.journal.flush()
                guard let expected = operation.reply(to: request),
                    !["readMetrics", "findWalls", "readMigration", "startMigration"].contains(operation.id)
                else {
                    continue
                }
                #expect("\(reply.status)" == expected.reply.status)
                #expect(
                    reply.body.map(constantPart)?.pretty() == constantPart(expected.example.value).pretty(),
                    "\(operation.id) \(request.name)")
            }
        }
    }

    /// Without times and sizes, which differ from run to run.
    private func constantPart(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): return .array(elements.map(constantPart))
        case .object(let object):
            let members = object.members.filter { member in
                ![
                    "hit_id", "feedback_id", "seconds", "delta_time", "answer_memory_bytes", "store_bytes",
                    "journal_queue", "entry_bytes", "eviction_bytes",
                ].contains(member.key)
                    && !member.key.hasSuffix("_seconds") && !member.key.hasSuffix("_at")
            }
            return .object(
                JSONObject(
                    members.map { JSONObject.Member(key: $0.key, value: constantPart($0.value)) }))
        default: return value
        }
    }
}
