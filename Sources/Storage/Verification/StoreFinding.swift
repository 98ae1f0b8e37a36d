/// Something in a store that should not be so.
public struct StoreFinding: Sendable, Equatable {
    public enum Kind: String, Sendable, CaseIterable {
        /// SQLite's own check of the file.
        case damagedFile = "damaged_file"
        /// An index of the database that does not agree with its table.
        case damagedIndex = "damaged_index"
        /// An entry of a tenant that is not there.
        case entryWithoutTenant = "entry_without_tenant"
        /// A request or an answer that cannot be read.
        case unreadableEntry = "unreadable_entry"
        /// An entry that is filed under the key of another request.
        case wrongKey = "wrong_key"
        /// An entry in another partition than its tenant's rules say.
        case wrongPartition = "wrong_partition"
        /// Two entries of one request.
        case repeatedRequest = "repeated_request"
        /// A vector of another length than the others of its model, without unit length, or of no known model.
        case brokenVector = "broken_vector"
        /// An entry without a row that says how long it stays.
        case missingRetention = "missing_retention"
        /// Rows about entries that are not there.
        case orphanedHits = "orphaned_hits"
        case orphanedRetention = "orphaned_retention"
        /// Labels of tenants that are not there.
        case orphanedLabels = "orphaned_labels"
    }

    public let kind: Kind
    public var count: Int
    /// Some of the rows, by their ids.
    public var examples: [Int64]
    /// What SQLite says, for a damaged file.
    public var detail: String?

    init(_ kind: Kind, count: Int = 0, examples: [Int64] = [], detail: String? = nil) {
        self.kind = kind
        self.count = count
        self.examples = examples
        self.detail = detail
    }
}

extension StoreFinding.Kind {
    /// What it is, for people.
    public var description: String {
        switch self {
        case .damagedFile: "the file is damaged"
        case .damagedIndex: "an index does not agree with its table"
        case .entryWithoutTenant: "entries whose tenant is not there"
        case .unreadableEntry: "entries that cannot be read"
        case .wrongKey: "entries under the key of another request"
        case .wrongPartition: "entries in another partition than their tenant's rules say"
        case .repeatedRequest: "entries whose request is stored twice"
        case .brokenVector: "vectors that cannot be compared with the others of their model"
        case .missingRetention: "entries for which it is not said how long they stay"
        case .orphanedHits: "hit counts of entries that are not there"
        case .orphanedRetention: "expiry times of entries that are not there"
        case .orphanedLabels: "labels of tenants that are not there"
        }
    }

    /// What a repair does about it.
    public var remedy: String {
        switch self {
        case .damagedFile: "restore a backup; what can still be read, 'modelcache export' writes to a file"
        case .damagedIndex: "the index is made anew"
        case .entryWithoutTenant, .unreadableEntry, .repeatedRequest: "they are removed"
        case .wrongKey: "they get their key"
        case .wrongPartition: "they are moved to their partition"
        case .brokenVector: "they are embedded anew"
        case .missingRetention: "they stay until they are evicted"
        case .orphanedHits, .orphanedRetention, .orphanedLabels: "they are removed"
        }
    }

    /// Whether a repair can do something about it.
    public var isRepairable: Bool { self != .damagedFile }
}
