from django.urls import path

from gemeentedelers.web.public.views import (
    answering,
    campaign,
    editions,
    knowledge_base,
    machines,
    nominating,
    register,
    sharing,
    unsubscribing,
    volunteering,
)

app_name = "public"
urlpatterns = [
    path("", campaign.campaign, name="campaign"),
    path("edities/", editions.editions, name="editions"),
    path("edities/<int:year>/", campaign.edition, name="edition"),
    path("uitslag/<int:year>/", editions.result, name="result"),
    path("meedoen/", campaign.how_to_enter, name="how_to_enter"),
    path("meedoen/lezen/", volunteering.sign_up, name="sign_up"),
    path("meedoen/lezen/bedankt/", volunteering.signed_up, name="signed_up"),
    path("meedoen/lezen/<str:token>/", volunteering.mine, name="volunteer"),
    path("nomineren/", nominating.nominate, name="nominate"),
    path("nomineren/bedankt/", nominating.nominated, name="nominated"),
    path("nomineren/mijn/", nominating.mine, name="my_nominations"),
    path("nomineren/<str:token>/", answering.nomination, name="nomination"),
    path("kennisbank/", knowledge_base.knowledge_base, name="knowledge_base"),
    path("kennisbank/<slug:slug>/", knowledge_base.case, name="case"),
    path("kennisbank/<slug:slug>/overnemen/", knowledge_base.adopt, name="adopt"),
    path("gemeenten/", register.municipalities, name="municipalities"),
    path("gemeenten/<str:code>/", register.municipality, name="municipality"),
    path("gemeenten/<str:code>/delen/", sharing.share_municipality, name="share_municipality"),
    path("gemeenten/<str:code>/delen/afbeelding.png", sharing.share_picture, name="share_picture"),
    path("afmelden/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("robots.txt", machines.robots, name="robots"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path(".well-known/security.txt", machines.security, name="security"),
    path("health/live", machines.live, name="live"),
    path("health/ready", machines.ready, name="ready"),
]
