#include "edge/net/loop_iteration.h"

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

void LoopIteration::End() {
  // The loops use an index, because a flush may end a stream, and Destroy may make others dirty.
  for (std::size_t i = 0; i < dirty_.size(); ++i) dirty_[i]->OnIterationEnd();
  dirty_.clear();
  for (std::size_t i = 0; i < dead_.size(); ++i) {
    const boost::intrusive_ptr<TcpStream> stream = dead_[i];
    stream->Destroy();
  }
  dead_.clear();
  coalescing_buffer_.Clear();
}

}  // namespace lossy::edge
