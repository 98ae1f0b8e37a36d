import CanonicalJSON
import Foundation
import Workload

/// A client that writes for tenants of its own, one request after the other, and so knows what must be stored.
///
/// All tenants ask the same questions, so that an answer to another tenant would be found if the walls had a hole.
final class TenantClient {
    private let ledger: Ledger
    private var tenants: [KnownEntries]
    private let foreignTenants: [String]
    private var random: SeededGenerator
    private var connection: Connection?

    private static let questionCount = 60
    /// Seconds after which a request whose client hung up is surely done.
    private static let settlingTime = 8.0

    static func tenantName(_ number: Int) -> String { "tenant-\(number)" }

    /// - Parameter tenants: numbers of its own tenants, of `tenantCount`.
    init(tenants: [Int], of tenantCount: Int, ledger: Ledger, seed: UInt64) {
        self.ledger = ledger
        self.tenants = tenants.map {
            KnownEntries(tenant: Self.tenantName($0), questionCount: Self.questionCount)
        }
        foreignTenants = (0..<tenantCount).filter { !tenants.contains($0) }.map(Self.tenantName)
        random = SeededGenerator(seed: seed)
    }

    /// Works until the run is over, and looks at everything after each restart and at the end.
    func run() {
        var restartCount = ledger.restartCount
        while !ledger.isOver {
            if ledger.restartCount != restartCount {
                restartCount = ledger.restartCount
                lookAtEverything()
            }
            step()
            Thread.sleep(forTimeInterval: 0.01)
        }
        Thread.sleep(forTimeInterval: Self.settlingTime)
        // The server may have closed what was idle for so long.
        connection = nil
        lookAtEverything()
        countStored()
    }

    private func step() {
        let tenant = tenants.indices.randomElement(using: &random)!
        let question = Int.random(in: 0..<Self.questionCount, using: &random)
        guard tenants[tenant].isSettled(question, at: ledger.time) else { return }
        switch Int.random(in: 0..<1_000, using: &random) {
        case ..<450: lookUp(question, of: tenant)
        case ..<600: lookUpReworded(question, of: tenant)
        case ..<650: lookUpForeign(question)
        case ..<870: insert(question, for: tenant)
        case ..<890: insertAndHangUp(question, for: tenant)
        case ..<997: remove(question, of: tenant)
        default: clear(tenant)
        }
    }

    // MARK: Lookups

    private func lookUp(_ question: Int, of tenant: Int) {
        let asked = SampleQuestion(number: question).text
        guard let reply = lookUp(asked, of: tenants[tenant].tenant, as: "lookup exact") else { return }
        if case .hit(let hit) = reply, hit.tier == "exact", hit.question == question {
            check(question, hit, of: tenant)
        } else {
            check(question, nil, of: tenant)
            if case .hit(let hit) = reply { check(hit.question, hit, of: tenant) }
        }
    }

    /// By other words, so that only the semantic tier can answer; whether it does is not the question here.
    private func lookUpReworded(_ question: Int, of tenant: Int) {
        let asked = SampleQuestion(number: question).reworded
        let reply = lookUp(asked, of: tenants[tenant].tenant, as: "lookup reworded")
        if case .hit(let hit) = reply { check(hit.question, hit, of: tenant) }
    }

    /// A tenant that another client writes for: only whose answer it is can be checked.
    private func lookUpForeign(_ question: Int) {
        guard let tenant = foreignTenants.randomElement(using: &random) else { return }
        _ = lookUp(SampleQuestion(number: question).text, of: tenant, as: "lookup of another's")
    }

    private struct Hit {
        let tier: String
        let question: Int
        let version: Int
        let id: Int64
    }

    private enum Finding {
        case hit(Hit)
        case miss
    }

    /// Nil when there was no reply that tells what is stored.
    private func lookUp(_ text: String, of tenant: String, as name: String) -> Finding? {
        guard let reply = exchange("POST", "/api/v1/lookup", Self.body(tenant, text), as: name) else { return nil }
        guard reply.status == 200, let body = reply.body, body["reason"] != "store_failed" else {
            refused(name, reply)
            return nil
        }
        guard body["hit"] == true else {
            ledger.count(name + ", miss")
            return .miss
        }
        ledger.count(name + ", hit")
        guard let answer = body["answer"]?.stringValue, let parts = KnownEntries.parse(answer),
            (0..<Self.questionCount).contains(parts.question), let id = body["entry_id"]?.integerValue
        else {
            ledger.report(violation: "an answer that nobody stored: \(body)")
            return nil
        }
        guard parts.tenant == tenant else {
            ledger.report(violation: "across tenants: \(tenant) was given \(answer)")
            return nil
        }
        let tier = body["tier"]?.stringValue ?? ""
        return .hit(Hit(tier: tier, question: parts.question, version: parts.version, id: id))
    }

    private func check(_ question: Int, _ hit: Hit?, of tenant: Int) {
        if let violation = tenants[tenant].observe(question, version: hit?.version, id: hit?.id, at: ledger.time) {
            ledger.report(violation: violation)
        }
    }

    // MARK: Writes

    private func insertion(_ question: Int, for tenant: Int) -> (version: Int, body: JSONValue) {
        let version = tenants[tenant].willInsert(question)
        guard case .object(var body) = Self.body(tenants[tenant].tenant, SampleQuestion(number: question).text) else {
            preconditionFailure("a body is an object")
        }
        body["answer"] = .string(tenants[tenant].answer(question, version: version))
        return (version, .object(body))
    }

    private func insert(_ question: Int, for tenant: Int) {
        let (version, body) = insertion(question, for: tenant)
        guard let reply = exchange("POST", "/api/v1/entries", body, as: "insert") else {
            return tenants[tenant].becomeUncertain([question], until: ledger.time + Self.settlingTime)
        }
        guard reply.status == 200 || reply.status == 201, let id = reply.body?["id"]?.integerValue else {
            return refused("insert", reply)
        }
        tenants[tenant].didInsert(question, version: version, id: id)
        ledger.count("insert, done")
    }

    private func insertAndHangUp(_ question: Int, for tenant: Int) {
        let (_, body) = insertion(question, for: tenant)
        try? connected()?.send(Connection.request("POST", "/api/v1/entries", body))
        connection = nil
        tenants[tenant].becomeUncertain([question], until: ledger.time + Self.settlingTime)
        ledger.count("insert, client hung up")
    }

    private func remove(_ question: Int, of tenant: Int) {
        let entry = tenants[tenant].entries[question]
        guard let id = entry.id else { return }
        tenants[tenant].willRemove([question])
        guard let reply = exchange("DELETE", "/api/v1/entries/\(id)", as: "delete") else {
            return tenants[tenant].becomeUncertain([question], until: ledger.time + Self.settlingTime)
        }
        switch reply.status {
        case 204:
            tenants[tenant].didRemove([question])
            ledger.count("delete, done")
        case 404:
            if entry.versions.count == 1, !entry.versions.contains(KnownEntries.absent) {
                ledger.report(violation: "lost: entry \(id) of \(tenants[tenant].tenant) was not there to be deleted")
            }
        default: refused("delete", reply)
        }
    }

    private func clear(_ tenant: Int) {
        guard tenants[tenant].isSettled(at: ledger.time) else { return }
        let questions = tenants[tenant].entries.indices
        tenants[tenant].willRemove(questions)
        guard let reply = exchange("DELETE", "/api/v1/tenants/\(tenants[tenant].tenant)", as: "clear") else {
            return tenants[tenant].becomeUncertain(questions, until: ledger.time + Self.settlingTime)
        }
        guard reply.status == 200 else { return refused("clear", reply) }
        tenants[tenant].didRemove(questions)
        ledger.count("clear, done")
    }

    // MARK: Everything

    private func lookAtEverything() {
        for tenant in tenants.indices {
            for question in tenants[tenant].entries.indices {
                lookUp(question, of: tenant)
            }
        }
    }

    /// What the server lists of a tenant must be what lookups found.
    private func countStored() {
        for tenant in tenants {
            let path = "/api/v1/entries?limit=1000&tenant=\(tenant.tenant)"
            guard let reply = exchange("GET", path, as: "list"), reply.status == 200,
                let entries = reply.body?["entries"]?.arrayValue
            else {
                ledger.report(violation: "the entries of \(tenant.tenant) cannot be listed")
                continue
            }
            guard tenant.isCertain, entries.count != tenant.storedCount else { continue }
            ledger.report(
                violation: "\(tenant.tenant) lists \(entries.count) entries where \(tenant.storedCount) are stored")
        }
    }

    // MARK: The connection

    private static func body(_ tenant: String, _ text: String) -> JSONValue {
        ["tenant": .string(tenant), "messages": [["role": "user", "content": .string(text)]]]
    }

    private func connected() -> Connection? {
        if connection == nil { connection = try? Connection(port: ledger.port) }
        return connection
    }

    /// Nil when there is no reply.
    private func exchange(_ method: String, _ path: String, _ body: JSONValue? = nil, as name: String)
        -> Connection.Reply?
    {
        guard let connection = connected() else {
            failed(name + ", no connection")
            return nil
        }
        do {
            return try connection.exchange(method, path, body)
        } catch {
            self.connection = nil
            failed(name + ", no reply")
            return nil
        }
    }

    private func refused(_ name: String, _ reply: Connection.Reply) {
        let reason = reply.body?["detail"]?.stringValue ?? reply.body?["reason"]?.stringValue ?? ""
        failed("\(name), refused by \(reply.status)", reason)
    }

    private func failed(_ name: String, _ reason: String = "") {
        ledger.count(name)
        let isWrite = ["insert", "delete", "clear"].contains { name.hasPrefix($0) }
        ledger.report(failure: name + ": " + reason, isWrite: isWrite)
        Thread.sleep(forTimeInterval: 0.05)
    }
}
