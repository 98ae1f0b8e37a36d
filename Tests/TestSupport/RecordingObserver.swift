import CacheCore
import Synchronization

/// Remembers what a store reports, and keeps the map from requests to entries that follows from it.
public final class RecordingObserver: CommitObserver {
    private let state = Mutex<[RequestDigest: EntryKey]>([:])
    private let movedEntries = Mutex<[MovedEntry]>([])
    private let reportedLabels = Mutex<[PairLabel]>([])

    public init() {}

    /// The entries that exist according to the reports.
    public var keys: Set<EntryKey> { state.withLock { Set($0.values) } }

    /// The entries that were moved, in their order.
    public var moved: [MovedEntry] { movedEntries.withLock { $0 } }

    /// The labels that were reported, in their order.
    public var labels: [PairLabel] { reportedLabels.withLock { $0 } }

    public func load(_ key: EntryKey) {
        state.withLock { $0[key.request] = key }
    }

    public func committed(_ changes: [CommittedChange]) {
        state.withLock { keys in
            for change in changes {
                switch change {
                case .inserted(let id, let entry, _):
                    let request = entry.identity.request
                    keys[request] = EntryKey(id: id, tenant: entry.request.tenant, request: request)
                case .refiled(let moved, _): movedEntries.withLock { $0 += moved }
                case .labelled(let labels): reportedLabels.withLock { $0 += labels }
                case .removed(let removed):
                    for key in removed where keys[key.request]?.id == key.id { keys[key.request] = nil }
                case .restored(let entries):
                    for entry in entries { keys[entry.key.request] = entry.key }
                case .removedAll(let tenant):
                    keys = keys.filter { $0.value.tenant != tenant }
                }
            }
        }
    }
}
