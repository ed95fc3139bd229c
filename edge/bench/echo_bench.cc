// The processor time that the edge takes for a message, beside that of a server which does the
// least for the same bytes: it reads, finds the frames, unmasks, and writes each text back. Both
// run in turn on one thread, so the ratio `to_minimal` does not depend on the machine.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "benchmark/benchmark.h"
#include "edge/bench/one_client_edge.h"
#include "edge/net/loopback_pair.h"

namespace lossy::edge {
namespace {

constexpr char kEcho[] = R"(["1","2","room:a","echo",{"x":"the quick brown fox"}])";
constexpr char kHeartbeat[] = R"([null,"3","phoenix","heartbeat",{}])";

// Echoes the frames of one client, which must be short and arrive whole.
class MinimalServer {
 public:
  MinimalServer() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    const auto [client, server] = LoopbackPair();
    client_ = client;
    server_ = server;
    epoll_event event{.events = EPOLLIN, .data = {.fd = server}};
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, server, &event) != 0) std::abort();
  }
  ~MinimalServer() {
    for (const int fd : {client_, server_, epoll_}) close(fd);
  }

  void Send(const std::string& bytes) {
    if (send(client_, bytes.data(), bytes.size(), 0) < 0) std::abort();
  }
  void Receive() {
    if (recv(client_, in_, sizeof in_, 0) <= 0) std::abort();
  }

  void Handle() {
    epoll_event event;
    if (epoll_wait(epoll_, &event, 1, -1) != 1) std::abort();
    const ssize_t size = recv(event.data.fd, in_, sizeof in_, MSG_DONTWAIT);
    out_.clear();
    for (ssize_t at = 0; at < size;) at += static_cast<ssize_t>(Echo(in_ + at));
    if (send(event.data.fd, out_.data(), out_.size(), MSG_NOSIGNAL) < 0) std::abort();
  }

 private:
  // Appends the frame in front of `frame` without its mask, and returns its size.
  std::size_t Echo(char* frame) {
    const std::size_t size = static_cast<std::uint8_t>(frame[1]) & 0x7f;
    const char* const mask = frame + 2;
    char* const text = frame + 6;
    for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(text[i] ^ mask[i % 4]);
    out_.push_back(frame[0]);
    out_.push_back(static_cast<char>(size));
    out_.append(text, size);
    return 6 + size;
  }

  const int epoll_;
  int client_ = -1;
  int server_ = -1;
  char in_[64 * 1024];
  std::string out_;
};

double ThreadSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

// Returns the processor time of one exchange of the server.
template <typename Server>
double Exchange(Server& server, const std::string& bytes) {
  server.Send(bytes);
  const double before = ThreadSeconds();
  server.Handle();
  const double seconds = ThreadSeconds() - before;
  server.Receive();
  return seconds;
}

void Measure(benchmark::State& state, const char* text) {
  OneClientEdge edge;
  MinimalServer minimal;
  std::string bytes;
  for (int i = 0; i < state.range(0); ++i) bytes += OneClientEdge::Frame(text);
  double edge_seconds = 0;
  double minimal_seconds = 0;
  for (auto _ : state) {
    minimal_seconds += Exchange(minimal, bytes);
    const double seconds = Exchange(edge, bytes);
    edge_seconds += seconds;
    state.SetIterationTime(seconds);
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
  state.counters["to_minimal"] = edge_seconds / minimal_seconds;
}

// The argument is the number of messages that arrive together.
void BM_Heartbeat(benchmark::State& state) { Measure(state, kHeartbeat); }
BENCHMARK(BM_Heartbeat)->Arg(1)->Arg(16)->UseManualTime();

void BM_Echo(benchmark::State& state) { Measure(state, kEcho); }
BENCHMARK(BM_Echo)->Arg(1)->Arg(16)->UseManualTime();

}  // namespace
}  // namespace lossy::edge
