import CacheCore
import TestSupport
import Testing

@testable import VectorSearch

@Suite struct ContainerTests {
    @Test func aBufferKeepsItsElementsAlignedWhileItGrowsAndShrinks() {
        let buffer = AlignedBuffer<Int32>()
        for count in [1, 2, 10, 1000, 100_000, 3_000_000] {
            let old = buffer.capacity
            buffer.reserve(count)
            for index in old..<buffer.capacity { buffer[index] = Int32(index) }
            #expect(UInt(bitPattern: buffer.base) % 64 == 0)
            #expect((0..<count).allSatisfy { buffer[$0] == Int32($0) })
        }
        for count in [600_000, 5000, 100] {
            buffer.shrink(toFit: count)
            #expect(buffer.capacity <= count * 4)
            #expect(UInt(bitPattern: buffer.base) % 64 == 0)
            #expect((0..<count).allSatisfy { buffer[$0] == Int32($0) })
        }
    }

    /// Keys collide: a hash has only 5 bits.
    @Test func hashedSlotsBehaveLikeADictionary() {
        var generator = SeededGenerator(seed: 1)
        let slots = HashedSlots<UInt32>()
        var keys: [UInt32: Int] = [:]
        func hash(_ number: UInt32) -> UInt64 { UInt64(keys[number]! % 32) }
        var model: [Int: UInt32] = [:]
        for step in 0..<20_000 {
            let key = Int.random(in: 0..<200, using: &generator)
            let keyHash = UInt64(key % 32)
            #expect(slots.first(hash: keyHash) { keys[$0] == key } == model[key])
            let number = UInt32(step)
            switch (model[key], Bool.random(using: &generator)) {
            case (nil, _):
                keys[number] = key
                slots.insert(number, hash: keyHash, hashOf: hash)
                model[key] = number
            case (let old?, true):
                keys[number] = key
                slots.replace(old, with: number, hash: keyHash)
                model[key] = number
            case (let old?, false):
                slots.remove(old, hash: keyHash, hashOf: hash)
                model[key] = nil
            }
            #expect(slots.count == model.count)
        }
    }

    @Test func rowsAreUsedAgain() {
        var allocator = RowAllocator()
        #expect(allocator.allocate(3) == [0, 1, 2])
        allocator.release([1])
        #expect(allocator.allocate(2) == [1, 3])
        #expect(allocator.usedCount == 4)
        allocator.release([0, 1, 2, 3])
        #expect(allocator.end == 0)
    }

    @Test func squaredDistanceSaysTheSameAsTheCosine() {
        #expect(SquaredDistance(cosine: 1).rawValue == 0)
        #expect(SquaredDistance(cosine: -1).rawValue == 4)
        #expect(SquaredDistance(rawValue: 0.5).cosine == 0.75)
    }
}
