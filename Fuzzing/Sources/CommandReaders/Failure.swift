/// What `EntryLines` throws; the command line has its own with the same name.
struct Failure: Error {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
