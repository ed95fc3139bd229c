#pragma once

#include <thread>

#include "grpcpp/completion_queue.h"

namespace lossy::edge {

// A completion queue of gRPC, and the thread that polls it. The thread also reads the network for
// the operations of the queue, so that one thread alone stands between the socket and the executor
// of a call. gRPC's callback API needs two: one reads, and another one calls back.
class CompletionThread {
 public:
  // An operation of the queue. Its tag is a pointer to this class.
  class Operation {
   public:
    virtual ~Operation() = default;
    // The operation has ended. `ok` is what gRPC says about it. Runs on the thread and must not
    // wait.
    virtual void OnCompleted(bool ok) = 0;
  };

  CompletionThread();
  // Waits for all operations, which must end soon.
  ~CompletionThread();
  CompletionThread(const CompletionThread&) = delete;
  CompletionThread& operator=(const CompletionThread&) = delete;

  // Thread-safe.
  grpc::CompletionQueue& queue() { return queue_; }

 private:
  void Run();

  grpc::CompletionQueue queue_;
  std::thread thread_;
};

}  // namespace lossy::edge
