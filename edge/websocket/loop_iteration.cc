#include "edge/websocket/loop_iteration.h"

#include "edge/websocket/connection.h"

namespace lossy::edge {

LoopIteration::LoopIteration() : read_buffer_(new char[kReadBytes + kReadPadding]()) {}
LoopIteration::~LoopIteration() = default;

void LoopIteration::AddDirty(Connection& connection) { dirty_.emplace_back(&connection); }
void LoopIteration::AddDead(Connection& connection) { dead_.emplace_back(&connection); }

Deflate& LoopIteration::deflate() {
  if (deflate_ == nullptr) deflate_ = std::make_unique<Deflate>();
  return *deflate_;
}

void LoopIteration::End() {
  // By index: a flush may kill, and destroying may make others dirty.
  for (std::size_t i = 0; i < dirty_.size(); ++i) dirty_[i]->FlushTurn();
  dirty_.clear();
  for (std::size_t i = 0; i < dead_.size(); ++i) {
    const boost::intrusive_ptr<Connection> connection = dead_[i];
    connection->Destroy();
  }
  dead_.clear();
  gather_.Clear();
  if (deflate_ != nullptr) deflate_->Clear();
}

}  // namespace lossy::edge
