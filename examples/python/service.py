"""Polls for browsers: a gRPC service behind Lossy's edge. docs/services.md explains it."""
import asyncio, collections, grpc, json, jwt, links, signal, sys, time, uuid
from lossy.channel.v1 import error_pb2 as error
from lossy.notifications.v1 import notifications_pb2 as pubsub, notifications_pb2_grpc as pubsub_grpc
from polls.v1 import polls_pb2 as polls, polls_pb2_grpc as polls_grpc
flags = dict(flag.lstrip("-").split("=", 1) for flag in sys.argv[1:])

async def user_of(context):  # The user for whom the edge calls. Without a valid token the call ends.
    try:
        token = dict(context.invocation_metadata())["authorization"].removeprefix("Bearer ")
        keys = {key["kid"]: jwt.PyJWK(key).key for key in json.load(open(flags["internal_jwks"]))["keys"]
                if "polls.v1" in key.get("lossy_signs", {}).get("user", [])}
        key = keys[jwt.get_unverified_header(token)["kid"]]
        return jwt.decode(token, key, ["EdDSA"], audience="polls.v1", leeway=60)["sub"]
    except (KeyError, jwt.PyJWTError):
        await context.abort(grpc.StatusCode.UNAUTHENTICATED, "the call has no valid token for polls.v1")

class Polls(polls_grpc.PollServiceServicer):
    def __init__(self):
        self.choices = collections.defaultdict(dict)  # {poll: {user: choice}}, in memory.
        self.notifications = pubsub_grpc.NotificationsServiceStub(links.open_channel("notifications", flags))
    async def publish(self, user, topic, event):
        key, now = json.load(open(flags["internal_key"])), int(time.time())
        claims = {"sub": user, "role": "service", "aud": "lossy.notifications.v1", "iat": now, "exp": now + 300}
        token = jwt.encode(claims, jwt.PyJWK(key).key, "EdDSA", {"kid": key["kid"]})
        request = pubsub.PublishRequest(event_id=str(uuid.uuid4()), topic=topic)
        request.event.Pack(event)
        await self.notifications.Publish(request, metadata=(("authorization", f"Bearer {token}"),), timeout=5)
    async def GetVotes(self, request, context):
        await user_of(context)
        return polls.Votes(votes=collections.Counter(self.choices[request.poll].values()))
    JoinPoll = GetVotes
    async def Vote(self, request, context):
        user, choices = await user_of(context), self.choices[request.poll]
        if request.choice not in ("yes", "no", "later"):  # The details name the field.
            problem = error.Error(reason="REASON_INVALID_ARGUMENT", message="choice must be yes, no or later",
                                  details={"choice": "must be yes, no or later"})
            status = error.Status(code=3, message=problem.message)  # 3 is INVALID_ARGUMENT.
            status.details.add().Pack(problem)
            context.set_trailing_metadata((("grpc-status-details-bin", status.SerializeToString()),))
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, problem.message)
        if user in choices:  # Without details, a browser receives the reason alone: conflict.
            await context.abort(grpc.StatusCode.ALREADY_EXISTS, "the user has voted already")
        choices[user] = request.choice
        votes = collections.Counter(choices.values())
        voted = polls.Voted(choice=request.choice, votes=votes)
        await self.publish(user, f"poll:{request.poll}", polls.PollEvent(voted=voted))
        return polls.Votes(votes=votes)
async def check(request, context): return b"\x08\x01"  # grpc.health.v1.HealthCheckResponse: SERVING.
async def main():
    server = grpc.aio.server(options=[("grpc.keepalive_permit_without_calls", 1),
                                      ("grpc.http2.min_ping_interval_without_data_ms", 1000)])
    polls_grpc.add_PollServiceServicer_to_server(Polls(), server)
    health = {"Check": grpc.unary_unary_rpc_method_handler(check)}
    server.add_generic_rpc_handlers([grpc.method_handlers_generic_handler("grpc.health.v1.Health", health)])
    links.listen(server, flags)
    await server.start()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, lambda: asyncio.create_task(server.stop(1)))
    await server.wait_for_termination()
asyncio.run(main())
