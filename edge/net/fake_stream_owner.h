#pragma once

#include <sys/socket.h>

#include <cerrno>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "boost/smart_ptr/intrusive_ptr.hpp"
#include "edge/net/descriptor.h"
#include "edge/net/loopback_pair.h"
#include "edge/net/tcp_stream.h"

namespace lossy::edge {

// For tests: owns one TcpStream whose client is a blocking socket on loopback. The stream belongs
// to the test's thread.
class FakeStreamOwner final : public StreamOwner {
 public:
  explicit FakeStreamOwner(const ConnectionLimits& limits = {}, const ByteLimits& bytes = {})
      : StreamOwner(limits, bytes) {
    const auto [client, server] = LoopbackPair();
    client_ = Descriptor(client);
    stream_ = new TcpStream(Descriptor(server), *this);
  }
  ~FakeStreamOwner() override {
    stream_->Kill();
    iteration().End();
  }

  TcpStream& stream() { return *stream_; }
  // Runs iterations of the event loop until nothing is ready any more.
  void Run() {
    for (int quiet = 0; quiet < 3; ++quiet) {
      if (reactor().Await(absl::Milliseconds(2))) quiet = 0;
      while (reactor().RunOne()) {
      }
      iteration().End();
    }
  }

  // Sends bytes as the client.
  void Send(absl::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(client_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent < 0) std::abort();
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    Run();
  }
  // Returns the bytes that have arrived at the client. Sets `ended` at the end of the stream, and
  // `reset` if it was reset.
  std::string Received() {
    std::string all;
    char buffer[65536];
    ssize_t size;
    while ((size = ::recv(client_.get(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0) {
      all.append(buffer, static_cast<std::size_t>(size));
    }
    if (size == 0) ended = true;
    if (size < 0 && errno == ECONNRESET) reset = true;
    return all;
  }
  void CloseClient() {
    client_.Close();
    Run();
  }

  // Advances StreamOwner::seconds(), and runs the session's checks of deadlines once.
  void PassSeconds(int count) {
    for (int i = 0; i < count; ++i) CountSecond();
    if (StreamSession* const session = stream_->session()) session->OnSweep(absl::UnixEpoch());
    Run();
  }

  void OnSlow() override { calls.emplace_back("slow"); }
  void OnIdle() override { calls.emplace_back("idle"); }
  void OnOverBudget() override { calls.emplace_back("over budget"); }
  void OnThrottled(TcpStream&) override { calls.emplace_back("throttled"); }
  void SweepSoon(TcpStream&) override { ++early_sweeps; }
  void OnClosed(TcpStream&) override { calls.emplace_back("closed"); }

  std::vector<std::string> calls;  // The calls of the methods above, in order.
  int early_sweeps = 0;            // Calls of SweepSoon.
  bool ended = false;
  bool reset = false;

 private:
  Descriptor client_;
  boost::intrusive_ptr<TcpStream> stream_;
};

}  // namespace lossy::edge
