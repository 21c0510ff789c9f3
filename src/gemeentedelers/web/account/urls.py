from django.urls import include, path

from gemeentedelers.web.account import sign_in, views

pages = [
    path("account/", views.home, name="home"),
    path("demo/", views.demo, name="demo"),
    path("privacy/", views.privacy, name="privacy"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
]

# allauth refers to its views by name without a namespace; ours come first and answer at the same addresses.
urlpatterns = [
    path("", include((pages, "account"))),
    path("account/", include(sign_in.urlpatterns)),
    path("account/", include("allauth.account.urls")),
]
