#include "services/agent/models/fake_openai_server/fake_openai_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/time/clock.h"

namespace lossy::agent {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(10);

void OrDie(bool succeeded, const char* what) {
  if (succeeded) return;
  std::perror(what);
  std::abort();
}

std::string Head(const Answer& answer, absl::string_view framing) {
  return absl::StrCat("HTTP/1.1 ", answer.status,
                      " Scripted\r\nContent-Type: ", answer.content_type, "\r\n", framing, "\r\n",
                      answer.headers, "\r\n");
}

std::string WithLength(const Answer& answer) {
  return absl::StrCat(Head(answer, absl::StrCat("Content-Length: ", answer.body.size())),
                      answer.body);
}

std::string InChunks(const Answer& answer) {
  constexpr std::size_t kChunk = 7;
  std::string message = Head(answer, "Transfer-Encoding: chunked");
  for (std::size_t at = 0; at < answer.body.size(); at += kChunk) {
    const std::string chunk = answer.body.substr(at, kChunk);
    absl::StrAppend(&message, absl::Hex(chunk.size()), "\r\n", chunk, "\r\n");
  }
  return absl::StrCat(message, "0\r\n\r\n");
}

std::string UpToTheEnd(const Answer& answer) {
  return absl::StrCat(Head(answer, "Connection: close"), answer.body);
}

// The chunk states a larger size than it has.
std::string HalfAChunk(const Answer& answer) {
  return absl::StrCat(Head(answer, "Transfer-Encoding: chunked"), absl::Hex(answer.body.size()),
                      "\r\n", answer.body.substr(0, answer.body.size() / 2));
}

std::string HalfABody(const Answer& answer) {
  const std::string whole = WithLength(answer);
  return whole.substr(0, whole.size() - answer.body.size() / 2);
}

}  // namespace

FakeOpenAiServer::FakeOpenAiServer(Options options) : options_(std::move(options)) {
  // OpenSSL writes without MSG_NOSIGNAL.
  std::signal(SIGPIPE, SIG_IGN);
  Listen();
  acceptor_ = std::thread([this] {
    for (;;) {
      const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      const base::MutexLock lock(mutex_);
      if (socket < 0 || stop_) {
        if (socket >= 0) close(socket);
        return;
      }
      const int one = 1;
      setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      sockets_.insert(socket);
      const int connection = ++connections_;
      threads_.emplace_back([this, socket, connection] { Serve(socket, connection); });
    }
  });
}

FakeOpenAiServer::~FakeOpenAiServer() {
  {
    const base::MutexLock lock(mutex_);
    stop_ = true;
    changed_.NotifyAll();
    shutdown(listener_, SHUT_RDWR);
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
}

void FakeOpenAiServer::Listen() {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(options_.port));
  OrDie(inet_pton(AF_INET, options_.host.c_str(), &address.sin_addr) == 1, "address");
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  setsockopt(listener_, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  socklen_t size = sizeof address;
  OrDie(bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0, "bind");
  OrDie(listen(listener_, 128) == 0, "listen");
  OrDie(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0, "getsockname");
  port_ = ntohs(address.sin_port);
}

std::string FakeOpenAiServer::base_url() const {
  return absl::StrCat(options_.certificate == nullptr ? "http" : "https", "://", options_.host, ":",
                      port_, "/v1");
}

void FakeOpenAiServer::Script(std::vector<Mode> script) {
  const base::MutexLock lock(mutex_);
  script_ = std::move(script);
}

std::vector<Arrival> FakeOpenAiServer::Requests() const {
  const base::MutexLock lock(mutex_);
  return requests_;
}

bool FakeOpenAiServer::AwaitRequests(std::size_t count) const {
  const base::MutexLock lock(mutex_);
  const absl::Time deadline = base::SteadyNow() + kPatience;
  while (requests_.size() < count && changed_.WaitUntil(mutex_, deadline)) continue;
  return requests_.size() >= count;
}

int FakeOpenAiServer::connections() const {
  const base::MutexLock lock(mutex_);
  return connections_;
}

void FakeOpenAiServer::Serve(int socket, int connection) {
  Wire wire(socket, options_.certificate == nullptr ? nullptr : options_.certificate->context());
  std::string bytes;
  bool open = wire.Accept();
  while (open) {
    absl::optional<Arrival> arrival = TakeRequest(&bytes);
    if (arrival) {
      arrival->connection = connection;
      arrival->at = base::SteadyNow();
    }
    open = arrival ? Handle(*std::move(arrival), wire) : wire.Read(&bytes);
  }
  const base::MutexLock lock(mutex_);
  sockets_.erase(socket);
}

bool FakeOpenAiServer::Handle(Arrival arrival, Wire& wire) {
  if (arrival.path == "/script" || arrival.path == "/requests") {
    return wire.Write(WithLength(Control(arrival)));
  }
  const Mode mode = NextMode(arrival.kind());
  const Answer answer = AnswerTo(arrival, mode);
  {
    const base::MutexLock lock(mutex_);
    requests_.push_back(std::move(arrival));
    changed_.NotifyAll();
  }
  return Play(answer, mode, wire);
}

Answer FakeOpenAiServer::Control(const Arrival& arrival) {
  if (arrival.path == "/script") {
    absl::StatusOr<std::vector<Mode>> script = ParseScript(arrival.body);
    if (!script.ok()) return ErrorAnswer(400, std::string(script.status().message()));
    Script(*std::move(script));
    return {.body = "{}"};
  }
  const base::MutexLock lock(mutex_);
  if (arrival.method == "DELETE") requests_.clear();
  return {.body = absl::StrCat("[",
                               absl::StrJoin(requests_, ",\n",
                                             [](std::string* out, const Arrival& request) {
                                               out->append(ToJson(request));
                                             }),
                               "]")};
}

bool FakeOpenAiServer::Play(const Answer& answer, const Mode& mode, Wire& wire) {
  if (mode.name == "stall") return wire.Write(HalfABody(answer)) && Pause(mode.after) && false;
  if (!Pause(mode.after)) return false;
  if (mode.name == "drop") return false;
  if (mode.name == "reset") wire.ResetAtTheEnd();
  if (mode.name == "reset" || mode.name == "cut") return wire.Write(HalfABody(answer)) && false;
  if (mode.name == "truncated") return wire.Write(HalfAChunk(answer)) && false;
  if (mode.name == "chunked") return wire.Write(InChunks(answer));
  if (mode.name == "endless") return wire.Write(UpToTheEnd(answer)) && false;
  return wire.Write(WithLength(answer)) && mode.name != "hang_up";
}

Mode FakeOpenAiServer::NextMode(const std::string& kind) {
  const base::MutexLock lock(mutex_);
  for (auto next = script_.begin(); next != script_.end(); ++next) {
    if (!next->kind.empty() && next->kind != kind) continue;
    const Mode mode = *next;
    if (next->times > 0 && --next->times == 0) script_.erase(next);
    return mode;
  }
  return {};
}

bool FakeOpenAiServer::Pause(absl::Duration time) {
  const base::MutexLock lock(mutex_);
  const absl::Time deadline = base::SteadyNow() + time;
  while (!stop_ && changed_.WaitUntil(mutex_, deadline)) continue;
  return !stop_;
}

}  // namespace lossy::agent
