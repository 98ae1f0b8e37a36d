/// What happens to the server when, in seconds from the beginning.
///
/// The first three fifths are rounds of thirty seconds, each with one fault, that end with SIGKILL; in every other round
/// the fault is still there when the server is killed. In the last two fifths the server lives on, with a fault now and
/// then, so that its memory and its file descriptors can be watched.
struct FaultSchedule {
    enum Fault: String, CaseIterable, Codable {
        case none
        case diskFull = "disk full"
        case slowDisk = "slow disk"
        case clockAhead = "clock an hour ahead"
        case clockBehind = "clock an hour behind"
    }

    static let roundLength = 30.0
    let duration: Double

    /// Where the rounds end.
    var steadyFrom: Double { (duration * 0.6 / Self.roundLength).rounded(.down) * Self.roundLength }

    /// Seconds at which the server is killed.
    var kills: [Double] { Array(stride(from: Self.roundLength, through: steadyFrom, by: Self.roundLength)) }

    func fault(at time: Double) -> Fault {
        let round = Int(time / Self.roundLength)
        let place = time - Double(round) * Self.roundLength
        let faults = Fault.allCases.filter { $0 != .none }
        let fault = faults[round % faults.count]
        guard time < steadyFrom else { return (12..<16).contains(place) && duration - time > 30 ? fault : .none }
        let isKeptToTheEnd = round / faults.count % 2 == round % 2
        return place >= 10 && (isKeptToTheEnd || place < 22) ? fault : .none
    }
}
