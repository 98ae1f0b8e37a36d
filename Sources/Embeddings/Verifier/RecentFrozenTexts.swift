import CKernels
import CacheCore
import Synchronization

/// Remembers what the frozen layers made of recent texts, bounded by bytes: of prompts that have just been embedded, and of
/// stored ones that were candidates.
///
/// Rows are kept in bfloat16, 768 bytes a token at a width of 384. Training read them in the same form.
final class RecentFrozenTexts: Sendable {
    private struct Stored {
        var ids: [Int32]
        var rows: [UInt16]
    }

    private let memory: Mutex<LRUCache<Digest, Stored>>

    /// - Parameter capacity: bytes.
    init(capacity: Int) {
        memory = Mutex(LRUCache(capacity: capacity))
    }

    func text(for text: String) -> VerifierModel.FrozenText? {
        let digest = Digest(of: text)
        guard let stored = memory.withLock({ $0.value(for: digest) }) else { return nil }
        var rows = [Float](repeating: 0, count: stored.rows.count)
        widen_bf16(stored.rows, stored.rows.count, &rows)
        return VerifierModel.FrozenText(ids: stored.ids, rows: rows)
    }

    func insert(_ frozen: VerifierModel.FrozenText, for text: String) {
        var rows = [UInt16](repeating: 0, count: frozen.rows.count)
        narrow_bf16(frozen.rows, frozen.rows.count, &rows)
        let digest = Digest(of: text)
        let cost = rows.count * 2 + frozen.ids.count * 4 + 160
        memory.withLock { $0.insert(Stored(ids: frozen.ids, rows: rows), for: digest, cost: cost) }
    }
}
