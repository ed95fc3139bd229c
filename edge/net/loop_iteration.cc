#include "edge/net/loop_iteration.h"

#include <utility>

#include "edge/net/tcp_stream.h"

namespace lossy::edge {

LoopIteration::LoopIteration() : read_buffer_(new char[kReadBytes + kReadPadding]()) {}
LoopIteration::~LoopIteration() = default;

RecordBuffer& LoopIteration::record_buffer() {
  if (record_buffer_ == nullptr) record_buffer_ = std::make_unique<RecordBuffer>();
  return *record_buffer_;
}

void LoopIteration::AddDirty(TcpStream& stream) { dirty_.emplace_back(&stream); }
void LoopIteration::AddDead(TcpStream& stream) { dead_.emplace_back(&stream); }

void LoopIteration::FlushSome() {
  // A flush may end a stream, and may make others dirty.
  for (std::size_t i = 0; i < kMaxFlushes && flushed_ < dirty_.size(); ++i) {
    const boost::intrusive_ptr<TcpStream> stream = std::move(dirty_[flushed_++]);
    stream->OnIterationEnd();
  }
  // Streams may become dirty without end, so the flushed half of the list is removed.
  if (flushed_ < dirty_.size() - flushed_) return;
  dirty_.erase(dirty_.begin(), dirty_.begin() + static_cast<std::ptrdiff_t>(flushed_));
  flushed_ = 0;
}

void LoopIteration::End() {
  FlushSome();
  // The loop uses an index, because Destroy may make others dirty.
  for (std::size_t i = 0; i < dead_.size(); ++i) {
    const boost::intrusive_ptr<TcpStream> stream = dead_[i];
    stream->Destroy();
  }
  dead_.clear();
  coalescing_buffer_.Clear();
}

}  // namespace lossy::edge
