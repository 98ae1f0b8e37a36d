import CacheCore
import CanonicalJSON
import Equivalence

/// Reads a family of conversations: a history and a last message, other conversations whose last message wants the same answer,
/// and traps whose last message wants another one, often for what was said before.
///
///     {"id": "...", "history": ["user: TEXT", "assistant: TEXT", ...], "message": TEXT,
///      "same": [[KIND, HISTORY, TEXT], ...], "traps": [[CATEGORY, HISTORY, TEXT], ...]}
///
/// The authors of families put history and message in other words at once. So that an unchanged history, or an unchanged message,
/// does not speak for a trap, each light rewording makes two pairs more: its message after the first history, and the first
/// message after its history. (Of 120 such pairs, read blind, 117 want the same; of messages that are wholly reworded a quarter
/// lean on their own history, so these stay where they are.)
///
/// The pairs are of the texts that the rule `context: conversation` matches; those that it files in different partitions are
/// marked, because they never meet.
enum ConversationFamily {
    private static let rules: PartitionRules = {
        var rules = PartitionRules(context: .conversation)
        rules.leaning = .words
        return rules
    }()

    /// The pairs of one family; nil when something is missing.
    static func pairs(of family: JSONValue, number: Int, set: String) -> [LabelledPrompts]? {
        guard let id = family["id"]?.stringValue, let anchor = request(family["history"], family["message"]),
            let same = conversations(family["same"]), let traps = conversations(family["traps"])
        else { return nil }
        let partition = RequestIdentity(anchor, rules: rules).partition
        func pair(_ other: CacheRequest, isSame: Bool, category: String) -> LabelledPrompts {
            var pair = LabelledPrompts(
                MatchedTexts(anchor, rules: rules).prompt, MatchedTexts(other, rules: rules).prompt, isSame: isSame,
                category: category, set: "conversations/" + set, group: id)
            pair.canMeet = RequestIdentity(other, rules: rules).partition == partition
            return pair
        }
        guard let message = anchor.messages.last?.content else { return nil }
        let near = NearRepeats(of: message, seed: number).all.map { repeated in
            var other = anchor
            other.messages[other.messages.count - 1].content = repeated.text
            return pair(other, isSame: true, category: repeated.category)
        }
        return near + same.map { pair($0.request, isSame: true, category: $0.kind) }
            + same.filter { $0.kind == "light" }.flatMap { exchanged(anchor, $0.request) }
            .map { pair($0.request, isSame: true, category: $0.category) }
            + traps.map { pair($0.request, isSame: false, category: "trap: " + $0.kind) }
    }

    /// The other's message after the first's history, and the first's after the other's, where both differ.
    private static func exchanged(
        _ first: CacheRequest, _ other: CacheRequest
    ) -> [(request: CacheRequest, category: String)] {
        guard let message = first.messages.last, let otherMessage = other.messages.last, message != otherMessage
        else { return [] }
        let (history, otherHistory) = (Array(first.messages.dropLast()), Array(other.messages.dropLast()))
        guard !history.isEmpty, !otherHistory.isEmpty, history != otherHistory else { return [] }
        return [
            (CacheRequest(tenant: first.tenant, messages: history + [otherMessage]), "exchanged: message"),
            (CacheRequest(tenant: first.tenant, messages: otherHistory + [message]), "exchanged: history"),
        ]
    }

    private static func conversations(_ value: JSONValue?) -> [(kind: String, request: CacheRequest)]? {
        guard let items = value?.arrayValue else { return nil }
        var conversations: [(kind: String, request: CacheRequest)] = []
        for item in items {
            guard let parts = item.arrayValue, parts.count == 3, let kind = parts[0].stringValue,
                let request = request(parts[1], parts[2])
            else { return nil }
            conversations.append((kind, request))
        }
        return conversations
    }

    private static func request(_ history: JSONValue?, _ message: JSONValue?) -> CacheRequest? {
        guard let turns = history?.arrayValue, let message = message?.stringValue else { return nil }
        var messages: [Message] = []
        for turn in turns {
            guard let turn = turn.stringValue, let message = self.message(turn) else { return nil }
            messages.append(message)
        }
        return CacheRequest(tenant: "evaluation", messages: messages + [.user(message)])
    }

    private static func message(_ turn: String) -> Message? {
        for role in ["user", "assistant"] {
            let start = role + ": "
            if turn.utf8.starts(with: start.utf8) {
                return Message(role: role, content: String(turn.unicodeScalars.dropFirst(start.count)))
            }
        }
        return nil
    }
}
