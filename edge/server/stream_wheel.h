#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/functional/function_ref.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/net/tcp_stream.h"

namespace lossy::edge {

// The streams of one thread, each in the slot of the second in which its deadlines are checked
// next. A second costs a visit of the due streams alone, however many are connected. The wheel
// shares the ownership of its streams. Belongs to the thread.
class StreamWheel {
 public:
  using Stream = boost::intrusive_ptr<TcpStream>;

  // A check that is due later than after kSlots - 1 seconds happens then, too early.
  static constexpr std::uint32_t kSlots = 64;

  // Adds a stream, whose first check is due after a second.
  void Add(Stream stream);
  // Releases a stream of the wheel.
  void Remove(TcpStream& stream);
  // Makes a stream due after `seconds`, at least 1.
  void Schedule(TcpStream& stream, std::uint32_t seconds);

  // Passes a second: calls `check` for each stream that is due. `check` returns the seconds until
  // the next one. It may call Schedule, but neither Add nor Remove.
  void PassSecond(absl::FunctionRef<std::uint32_t(TcpStream&)> check);

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  std::vector<Stream> All() const;

 private:
  using Slot = std::vector<Stream>;

  void Put(Stream stream, std::uint8_t slot);
  Stream Take(TcpStream& stream);

  std::array<Slot, kSlots> slots_;
  std::uint32_t now_ = 0;  // The slot of the current second.
  std::size_t size_ = 0;
};

}  // namespace lossy::edge
