from django.urls import path

from gemeentedelers.web.live.views import clock, console, release, screens, state

app_name = "live"
urlpatterns = [
    path("", console.desks, name="desks"),
    path("<int:year>/", screens.follow, name="follow"),
    path("<int:year>/podium/", screens.stage, name="stage"),
    path("<int:year>/repetitie/<str:code>/", screens.rehearsal, name="rehearsal"),
    path("<int:year>/enveloppen.json", screens.envelopes, name="envelopes"),
    path("<int:year>/stand/<str:name>.json", state.state, name="state"),
    path("<int:year>/klok/", clock.clock, name="clock"),
    path("<int:year>/klok/regie/", clock.control, name="control"),
    path("<int:year>/klok/regie/drukken/", clock.press, name="press"),
    path("<int:year>/regie/", console.console, name="console"),
    path("<int:year>/regie/openen/", console.open_real, name="open_stage"),
    path("<int:year>/regie/repeteren/", console.rehearse, name="open_rehearsal"),
    path("<int:year>/regie/<str:code>/<str:deed>/", console.move, name="move_stage"),
    path("<int:year>/vrijgave/", release.release, name="release"),
]
