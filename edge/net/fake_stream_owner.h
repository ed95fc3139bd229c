#pragma once

#include <sys/socket.h>

#include <string>
#include <utility>
#include <vector>

#include "boost/asio/buffer.hpp"
#include "boost/asio/ip/tcp.hpp"
#include "boost/asio/write.hpp"
#include "edge/net/tcp_stream.h"

namespace lossy::edge {

// For tests: owns one TcpStream whose client is a blocking socket on loopback. The stream belongs
// to the test's thread.
class FakeStreamOwner final : public StreamOwner {
 public:
  explicit FakeStreamOwner(const ConnectionLimits& limits = {}, const ByteLimits& bytes = {})
      : StreamOwner(limits, bytes) {
    using Tcp = boost::asio::ip::tcp;
    const auto executor = context_.get_executor();
    boost::asio::basic_socket_acceptor<Tcp, TcpStream::Executor> acceptor(
        executor, Tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0));
    client_.connect(acceptor.local_endpoint());
    TcpStream::Socket accepted(executor);
    acceptor.accept(accepted);
    accepted.non_blocking(true);
    accepted.set_option(Tcp::no_delay(true));
    client_.set_option(Tcp::no_delay(true));
    stream_ = new TcpStream(std::move(accepted), *this);
  }
  ~FakeStreamOwner() override {
    stream_->Kill();
    iteration().End();
    context_.restart();
    context_.poll();
  }

  TcpStream& stream() { return *stream_; }
  // Runs iterations of the event loop until nothing is ready any more.
  void Run() {
    for (int quiet = 0; quiet < 3; ++quiet) {
      context_.restart();
      if (context_.run_for(std::chrono::milliseconds(2)) > 0) quiet = 0;
      iteration().End();
    }
  }

  // Sends bytes as the client.
  void Send(absl::string_view bytes) {
    boost::asio::write(client_, boost::asio::buffer(bytes.data(), bytes.size()));
    Run();
  }
  // Returns the bytes that have arrived at the client. Sets `ended` at the end of the stream, and
  // `reset` if it was reset.
  std::string Received() {
    std::string all;
    char buffer[65536];
    ssize_t size;
    while ((size = ::recv(client_.native_handle(), buffer, sizeof buffer, MSG_DONTWAIT)) > 0) {
      all.append(buffer, static_cast<std::size_t>(size));
    }
    if (size == 0) ended = true;
    if (size < 0 && errno == ECONNRESET) reset = true;
    return all;
  }
  void CloseClient() {
    client_.close();
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
  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::socket client_{context_};
  boost::intrusive_ptr<TcpStream> stream_;
};

}  // namespace lossy::edge
