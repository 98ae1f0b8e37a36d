import Foundation

/// Brings the faults of a schedule about, one look a quarter of a second, and watches the server's resources.
struct Course {
    let schedule: FaultSchedule
    let server: Server
    let ledger: Ledger
    private(set) var trend = ResourceTrend()
    private(set) var killCount = 0
    private(set) var slowestStart = 0.0
    private var fault = FaultSchedule.Fault.none
    private var nextLine = 10.0
    private var nextSample = 0.0

    init(schedule: FaultSchedule, server: Server, ledger: Ledger) {
        self.schedule = schedule
        self.server = server
        self.ledger = ledger
    }

    mutating func run() throws {
        var kills = schedule.kills[...]
        while ledger.time < schedule.duration {
            Thread.sleep(forTimeInterval: 0.25)
            let time = ledger.time
            if let kill = kills.first, time >= kill {
                kills = kills.dropFirst()
                try restart()
            }
            try setFault(schedule.fault(at: time))
            sample(time)
            guard server.isRunning else {
                return ledger.report(violation: "the server ended by itself")
            }
        }
        try setFault(.none)
    }

    private mutating func setFault(_ new: FaultSchedule.Fault) throws {
        guard new != fault else { return }
        fault = new
        ledger.set(new)
        try server.command(new)
    }

    /// The fault goes with the power.
    private mutating func restart() throws {
        ledger.excuse(seconds: 60)
        server.kill()
        killCount += 1
        try setFault(.none)
        slowestStart = max(slowestStart, try server.start())
        ledger.excuse(seconds: 1)
        ledger.countRestart()
    }

    private mutating func sample(_ time: Double) {
        guard time >= nextSample, let resources = server.resources else { return }
        nextSample = time + 1
        if time > schedule.steadyFrom {
            trend.add(
                ResourceTrend.Sample(
                    time: time, megabytes: resources.megabytes, descriptors: resources.descriptors))
        }
        guard time >= nextLine else { return }
        nextLine += 10
        let counts = ledger.counts
        let requests = counts.requests.values.reduce(0, +)
        print(
            "\(Int(time)) s: \(requests) requests, \(killCount) kills, \(counts.violationCount) violations, "
                + "\(counts.surpriseCount) surprises, \(Int(resources.megabytes)) MB, \(resources.descriptors) "
                + "descriptors" + (fault == .none ? "" : ", \(fault.rawValue)"))
        // Whoever reads through a pipe sees it at once.
        fflush(nil)
    }
}
