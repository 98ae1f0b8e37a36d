import CacheCore
import Testing

@Suite("The queue that is fair to tenants")
struct FairQueueTests {
    private func drain(_ queue: inout FairQueue<Int>) -> [Int] {
        var taken: [Int] = []
        while let (_, element) = queue.popFirst() { taken.append(element) }
        return taken
    }

    @Test("gives every tenant its turn before any gets a second one")
    func roundRobin() {
        var queue = FairQueue<Int>()
        for number in 0..<5 { queue.append(number, of: "import", length: .long) }
        queue.append(100, of: "b", length: .long)
        queue.append(200, of: "c", length: .long)
        queue.append(101, of: "b", length: .long)
        let order = drain(&queue)
        #expect(order == [0, 100, 200, 1, 101, 2, 3, 4])
        #expect(queue.count == 0)
    }

    @Test("takes short work before long work")
    func shortFirst() {
        var queue = FairQueue<Int>()
        queue.append(1, of: "a", length: .long)
        queue.append(2, of: "b", length: .short)
        queue.append(3, of: "a", length: .short)
        let order = drain(&queue)
        #expect(order == [2, 3, 1])
    }
}
