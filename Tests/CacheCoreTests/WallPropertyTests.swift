import CacheCore
import CanonicalJSON
import TestSupport
import Testing

/// The wall against a plain statement of what it must hold: a list of texts, built without digests.
///
/// Two requests may share a partition when, and only when, their lists are the same.
@Suite("The wall around a partition")
struct WallPropertyTests {
    @Test(
        "holds in 100,000 random requests, and is no higher than the rules ask for",
        arguments: PartitionRules.Context.allCases)
    func randomRequests(_ context: PartitionRules.Context) {
        var generator = SeededGenerator(seed: 5)
        for system in PartitionRules.System.allCases {
            let rules = PartitionRules(
                system: system, context: context, leaning: LeaningTest(named: "why") { $0.hasPrefix("why") })
            var described: [PartitionDigest: [String]] = [:]
            var partitions: [[String]: PartitionDigest] = [:]
            var contexts: [PartitionDigest: Int] = [:]
            // Counted rather than expected one by one, which would take most of the time.
            var (violations, losses, unpaired) = (0, 0, 0)
            for _ in 0..<25_000 {
                let request = Self.request(using: &generator)
                let partition = RequestIdentity(request, rules: rules).partition
                let wall = Self.wall(of: request, rules)
                if described.updateValue(wall, forKey: partition) ?? wall != wall { violations += 1 }
                if partitions.updateValue(partition, forKey: wall) ?? partition != partition { losses += 1 }
                let count = MatchedTexts(request, rules: rules).context.count
                if contexts.updateValue(count, forKey: partition) ?? count != count { unpaired += 1 }
            }
            #expect(violations == 0, "candidates outside the wall")
            #expect(losses == 0, "walls too high")
            #expect(unpaired == 0, "compared texts without a counterpart")
            #expect(partitions.count > 100 && partitions.count < 25_000)
        }
    }

    /// What must be identical, written down.
    private static func wall(of request: CacheRequest, _ rules: PartitionRules) -> [String] {
        func show(_ message: Message) -> String { "\(message.role)/\(message.content)/\(message.attributes)" }
        let matched = request.messages.lastIndex { $0.role == "user" } ?? request.messages.count - 1
        let last = request.match == nil && !request.messages.isEmpty ? matched : nil
        let prompt = request.match ?? last.map { request.messages[$0].content } ?? ""
        let holdsHistory = [.spliced, .conversation].contains(rules.context) && request.match == nil
        let isIdentical = request.match != nil || rules.context == .exact || prompt.hasPrefix("why") && !holdsHistory
        var wall = [request.tenant.name, request.user ?? "-", request.version ?? "-"]
        if let key = request.partition {
            wall.append("key \(key)")
            if prompt.hasPrefix("why"), !holdsHistory {
                wall.append("history")
                wall += request.messages.indices.filter { $0 != last && request.messages[$0].role != "system" }
                    .map { show(request.messages[$0]) }
            }
            return wall
        }
        wall.append("\(request.parameters as JSONValue?), \(request.context as JSONValue?)")
        if [.turnwise, .last].contains(rules.context), request.match == nil, prompt.hasPrefix("why") {
            wall.append("leans")
        }
        for (position, message) in request.messages.enumerated() {
            if position == last {
                wall.append("prompt \(message.attributes)")
            } else if message.role == "system" {
                let blanked = message.content.hasPrefix("day ") ? "day ⟨date⟩" : message.content
                switch rules.system {
                case .exact: wall.append("system \(message.content) \(message.attributes)")
                case .masked: wall.append("system \(blanked) \(message.attributes)")
                case .semantic: wall.append("a system \(message.attributes)")
                case .ignore: break
                }
            } else if isIdentical || position > last ?? .max {
                wall.append(show(message))
            } else {
                switch (rules.context, message.role) {
                case (.turnwise, "user"): wall.append("a user \(message.attributes)")
                case (.turnwise, "assistant"): wall.append("an assistant")
                case (.turnwise, _): wall.append(show(message))
                case (.conversation, "tool"): wall.append(show(message))
                case (.spliced, _) where !message.attributes.members.isEmpty,
                    (.conversation, _) where !message.attributes.members.isEmpty:
                    wall.append("\(message.attributes)")
                default: break
                }
            }
        }
        return wall
    }

    private static func request(using generator: inout SeededGenerator) -> CacheRequest {
        func one<Element>(of choices: [Element]) -> Element { choices.randomElement(using: &generator)! }
        func maybe(_ texts: [String]) -> String? {
            Int.random(in: 0..<4, using: &generator) == 0 ? one(of: texts) : nil
        }
        var messages: [Message] = []
        if Bool.random(using: &generator) {
            messages.append(.system(one(of: ["brief", "long", "day 2026-01-31", "day 2026-02-01"])))
        }
        for _ in 0..<Int.random(in: 0...4, using: &generator) {
            let role = one(of: ["user", "user", "assistant", "assistant", "tool", "system"])
            messages.append(Message(role: role, content: one(of: ["a", "b", "why", "system", "user", "|||"])))
        }
        if !messages.isEmpty, Int.random(in: 0..<8, using: &generator) == 0 {
            messages[Int.random(in: 0..<messages.count, using: &generator)].attributes["name"] = "x"
        }
        return CacheRequest(
            tenant: Tenant(one(of: ["t", "u"])), user: maybe(["u", ""]), version: maybe(["1"]), messages: messages,
            match: maybe(["m", "why"]), context: maybe(["c"]).map(JSONValue.string),
            parameters: maybe(["p"]).map { .object(JSONObject([.init(key: $0, value: 1)])) },
            partition: maybe(["k", ""]))
    }
}
