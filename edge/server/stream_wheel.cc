#include "edge/server/stream_wheel.h"

#include <algorithm>
#include <utility>

namespace lossy::edge {
namespace {

// A slot that was larger frees its memory, because the next second needs it in another slot.
constexpr std::size_t kKeptCapacity = 64;

}  // namespace

void StreamWheel::Put(Stream stream, std::uint8_t slot) {
  stream->slot = slot;
  stream->index = static_cast<std::uint32_t>(slots_[slot].size());
  slots_[slot].push_back(std::move(stream));
}

StreamWheel::Stream StreamWheel::Take(TcpStream& stream) {
  Slot& slot = slots_[stream.slot];
  const std::uint32_t index = stream.index;
  std::swap(slot[index], slot.back());
  slot[index]->index = index;
  Stream taken = std::move(slot.back());
  slot.pop_back();
  return taken;
}

void StreamWheel::Add(Stream stream) {
  ++size_;
  Put(std::move(stream), static_cast<std::uint8_t>((now_ + 1) % kSlots));
}

void StreamWheel::Remove(TcpStream& stream) {
  --size_;
  Take(stream);
}

void StreamWheel::Schedule(TcpStream& stream, std::uint32_t seconds) {
  const std::uint32_t wait = std::clamp<std::uint32_t>(seconds, 1, kSlots - 1);
  const auto slot = static_cast<std::uint8_t>((now_ + wait) % kSlots);
  if (slot != stream.slot) Put(Take(stream), slot);
}

void StreamWheel::PassSecond(absl::FunctionRef<std::uint32_t(TcpStream&)> check) {
  now_ = (now_ + 1) % kSlots;
  Slot& due = slots_[now_];
  while (!due.empty()) {
    TcpStream& stream = *due.back();
    // The stream leaves the slot first, so that a Schedule within the check finds another one.
    Schedule(stream, 1);
    Schedule(stream, check(stream));
  }
  if (due.capacity() > kKeptCapacity) due.shrink_to_fit();
}

std::vector<StreamWheel::Stream> StreamWheel::All() const {
  std::vector<Stream> all;
  all.reserve(size_);
  for (const Slot& slot : slots_) all.insert(all.end(), slot.begin(), slot.end());
  return all;
}

}  // namespace lossy::edge
